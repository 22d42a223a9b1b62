//! People who live with the portal while it is made to fail, and a ledger of what they were told: each line of it has to stay true.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::client::Client;
use crate::login::{Enrolled, PASSWORD, app_code};
use crate::place::Place;

/// The application that people log in to.
pub const CLIENT: &str = "hr";
const CALLBACK: &str = "https://hr.example.org/callback";
/// Of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

type Cookies = BTreeMap<String, String>;

/// What an answer acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// This account has a password.
    PasswordSet(String),
    /// This account has had so many factors.
    Factors(String, usize),
    /// So many of them were wiped by recoveries.
    Wiped(String, usize),
    /// These cookies open a session.
    Open(Cookies),
    /// These cookies open nothing any more.
    Ended(Cookies),
    /// This code was redeemed.
    Redeemed(String),
}

/// What people were told so far.
#[derive(Default)]
pub struct Ledger(Mutex<Vec<Fact>>);

impl Ledger {
    fn note(&self, fact: Fact) {
        self.0.lock().unwrap().push(fact);
    }

    /// Before something is asked that ends it: whether it was done is not known until the answer.
    fn forget(&self, fact: &Fact) {
        self.0.lock().unwrap().retain(|noted| noted != fact);
    }

    /// Takes over what stands in another one, except what later requests may have ended.
    pub fn take(&self, other: &Self) {
        let lasting = other.facts().into_iter().filter(|fact| !matches!(fact, Fact::Open(_)));
        self.0.lock().unwrap().extend(lasting);
    }

    fn facts(&self) -> Vec<Fact> {
        self.0.lock().unwrap().clone()
    }

    /// How many facts there are, and those that are not true.
    pub fn lost(&self, place: &Place) -> (usize, Vec<Fact>) {
        let (facts, mut shown) = (self.facts(), Shown::default());
        (facts.len(), facts.into_iter().filter(|fact| !holds(fact, place, &mut shown)).collect())
    }
}

/// What commands show of accounts; each account is asked for once.
#[derive(Default)]
struct Shown(BTreeMap<String, serde_json::Value>);

impl Shown {
    fn of(&mut self, name: &str, place: &Place) -> &serde_json::Value {
        self.0.entry(name.to_owned()).or_insert_with(|| place.show(name))
    }

    fn factors(&mut self, name: &str, place: &Place) -> &[serde_json::Value] {
        self.of(name, place)["factors"].as_array().unwrap()
    }
}

fn holds(fact: &Fact, place: &Place, shown: &mut Shown) -> bool {
    let is_wiped = |factor: &&serde_json::Value| factor["wiped_reason"] == "reset";
    match fact {
        Fact::PasswordSet(name) => !shown.of(name, place)["password_set_at"].is_null(),
        Fact::Factors(name, number) => shown.factors(name, place).len() >= *number,
        Fact::Wiped(name, number) => shown.factors(name, place).iter().filter(is_wiped).count() >= *number,
        Fact::Open(cookies) => opens(cookies, place),
        Fact::Ended(cookies) => !opens(cookies, place),
        Fact::Redeemed(code) => redeem(&mut browser(place), code) == 400,
    }
}

fn browser(place: &Place) -> Client {
    Client::new(place.port, place.origin())
}

fn opens(cookies: &Cookies, place: &Place) -> bool {
    let mut browser = browser(place);
    browser.cookies.clone_from(cookies);
    browser.visit("/account").0 == "/account"
}

/// Redeems a code of the public client; the status.
fn redeem(browser: &mut Client, code: &str) -> u16 {
    let form = format!(
        "grant_type=authorization_code&client_id={CLIENT}&code={code}&code_verifier={VERIFIER}&redirect_uri={CALLBACK}"
    );
    browser.request("POST", "/token", Some(&form)).status
}

/// Registers the application.
pub fn with_application(place: &Place) {
    let arguments = ["client", "add", CLIENT, "--name", "HR", "--redirect-uri", CALLBACK, "--auth", "none"];
    place.run(&[&arguments[..], &["--consent", "given", "--reason", "ticket 12"]].concat()).good();
}

/// Somebody with a link.
pub struct Somebody<'a> {
    pub name: String,
    pub link: String,
    pub place: &'a Place,
    pub ledger: &'a Ledger,
}

impl Somebody<'_> {
    /// Activates, sets up, and then logs in and out, uses an application and recovers, until something fails.
    pub fn live(&self, rounds: usize) {
        let mut browser = browser(self.place);
        browser.activate(&self.link);
        self.ledger.note(Fact::PasswordSet(self.name.clone()));
        let mut person = browser.enrol();
        for round in 1..=rounds {
            self.ledger.note(Fact::Factors(self.name.clone(), round));
            self.use_application(&mut browser);
            self.log_out(&mut browser);
            self.log_in(&mut browser, &person);
            (browser, person) = self.recover(&browser, &person, round);
        }
    }

    fn use_application(&self, browser: &mut Client) {
        let open = Fact::Open(browser.cookies.clone());
        self.ledger.note(open.clone());
        let asked = format!(
            "/authorize?client_id={CLIENT}&response_type=code&scope=openid&redirect_uri={CALLBACK}&state=s&nonce=n\
             &code_challenge={CHALLENGE}&code_challenge_method=S256"
        );
        let answer = browser.request("GET", &asked, None);
        let to = answer.header("location").unwrap_or_else(|| panic!("no code: {} {}", answer.status, answer.body));
        let code = to.split("code=").nth(1).unwrap_or_else(|| panic!("no code in {to}"));
        let code = code.split('&').next().unwrap().to_owned();
        assert_eq!(redeem(browser, &code), 200);
        self.ledger.note(Fact::Redeemed(code));
        self.ledger.forget(&open);
    }

    fn log_out(&self, browser: &mut Client) {
        let cookies = browser.cookies.clone();
        browser.log_out();
        assert_ne!(browser.visit("/account").0, "/account");
        self.ledger.note(Fact::Ended(cookies));
    }

    fn log_in(&self, browser: &mut Client, person: &Enrolled) {
        assert_eq!(browser.password(&self.name, PASSWORD), ("/login/second-factor".to_owned(), 200));
        let (path, answer) = browser.submit("/login/second-factor", &[("code", &app_code(&person.secret, 30))]);
        assert_eq!((path.as_str(), answer.status), ("/account", 200), "{}", answer.body);
        self.ledger.note(Fact::Open(browser.cookies.clone()));
    }

    /// In another browser: the code, the wipe, and the wizard once more.
    fn recover(&self, before: &Client, person: &Enrolled, round: usize) -> (Client, Enrolled) {
        let mut browser = browser(self.place);
        browser.password(&self.name, PASSWORD);
        assert_eq!(browser.visit("/login/reset").0, "/login/reset");
        self.ledger.forget(&Fact::Open(before.cookies.clone()));
        let (path, answer) = browser.submit("/login/reset", &[("code", &person.code)]);
        assert_eq!(answer.status, 200, "{path} {}", answer.body);
        self.ledger.note(Fact::Wiped(self.name.clone(), round));
        self.ledger.note(Fact::Ended(before.cookies.clone()));
        assert_eq!(browser.password(&self.name, PASSWORD), ("/enrol".to_owned(), 200));
        let person = browser.enrol();
        (browser, person)
    }
}

/// Lets people live until `fault` has happened. Whatever fails before it fails the test; what fails afterwards was not acknowledged.
pub fn until(people: &[Somebody<'_>], moment: Duration, fault: impl FnOnce()) {
    let (happened, early) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for somebody in people {
            let (happened, early) = (&happened, &early);
            scope.spawn(move || {
                let lived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| somebody.live(usize::MAX)));
                if lived.is_err() && !happened.load(Ordering::SeqCst) {
                    early.store(true, Ordering::SeqCst);
                }
            });
        }
        std::thread::sleep(moment);
        happened.store(true, Ordering::SeqCst);
        fault();
    });
    assert!(!early.load(Ordering::SeqCst), "something failed before the fault; what it was stands above");
}

/// `check --deep`, which finds nothing wrong with the data.
#[track_caller]
pub fn proven(place: &Place) {
    let checked = place.run(&["check", "--deep"]);
    let about_data = |line: &&str| line.split("  ").map(str::trim).nth(1) == Some("data") || line.contains(" data  ");
    let lines: Vec<&str> = checked.out.lines().filter(about_data).collect();
    assert!(lines.len() > 30, "{}", checked.out);
    let broken: Vec<&&str> = lines.iter().filter(|line| line.starts_with("NOT OK")).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}
