//! Every state that a journey can be in, and every event made for it with the real verifiers.

use credentials::grant::GrantKind;
use credentials::ids::JourneyId;
use credentials::totp;
use journey::throttle::CounterKind;
use journey::{AccountFacts, Event, Journey, State, Target};

use crate::house::secrets::{Secrets, Who, code_id, factor_id, grant_id};
use crate::portal::{Browser, CODE, PHONE, Portal};

/// A journey that stands in a state, with the portal around it.
pub struct Scene {
    pub name: &'static str,
    pub portal: Portal,
    pub journey: Journey,
}

impl Scene {
    fn new(name: &'static str, portal: Portal, browser: &Browser) -> Self {
        let journey = portal.journey(browser).as_ref().clone();
        Self { name, portal, journey }
    }

    pub fn facts(&self) -> AccountFacts {
        self.portal.a().facts()
    }
}

/// One journey in each state; those with a reason or a licence once for each kind that behaves differently.
pub fn scenes() -> Vec<Scene> {
    let mut scenes = vec![Scene::new("before the password", Portal::enrolled(), &Browser::default())];
    scenes.extend(login_scenes());
    scenes.extend(no_grant_scenes());
    scenes.extend(wizard_scenes());
    scenes
}

fn login_scenes() -> Vec<Scene> {
    let scene = |name, link: bool, walk: fn(&mut Portal, &mut Browser)| {
        let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
        if link {
            portal.send_link(&mut browser, GrantKind::HelpDesk);
        }
        portal.log_in(&mut browser);
        walk(&mut portal, &mut browser);
        Scene::new(name, portal, &browser)
    };
    vec![
        scene("S2", false, |_, _| {}),
        scene("S2 with a link", true, |_, _| {}),
        scene("S2, a code is due", false, |portal, _| portal.void_code()),
        scene("S3", false, |portal, browser| {
            portal.open_recovery(browser);
        }),
        scene("S3 after wrong tries", false, |portal, browser| {
            portal.type_wrong_factor(browser);
            portal.open_recovery(browser);
            portal.type_code(browser, code_id(99));
            portal.type_code(browser, code_id(99));
        }),
        scene("S3 with a link", true, |portal, browser| {
            portal.open_recovery(browser);
        }),
        scene("ended", false, |portal, browser| {
            portal.type_factor(browser);
        }),
    ]
}

/// After a recovery, in another browser; and accounts that never had a factor, or lost it.
fn no_grant_scenes() -> Vec<Scene> {
    let resumed = |name, walk: fn(&mut Portal, &mut Browser)| {
        let (mut portal, mut browser) = (Portal::enrolled(), Browser::default());
        portal.log_in(&mut browser);
        portal.open_recovery(&browser);
        portal.type_code(&mut browser, code_id(CODE));
        let mut other = Browser::default();
        walk(&mut portal, &mut other);
        Scene::new(name, portal, &other)
    };
    let mut fresh = (Portal::new_account(), Browser::default());
    fresh.0.log_in(&mut fresh.1);
    vec![
        resumed("no grant, recovery open", |portal, browser| {
            portal.log_in(browser);
        }),
        resumed("S3 again", |portal, browser| {
            portal.log_in(browser);
            portal.open_recovery(browser);
        }),
        resumed("no grant, help desk", |portal, browser| {
            portal.wait(24 * 60);
            portal.log_in(browser);
        }),
        Scene::new("no grant, activation", fresh.0, &fresh.1),
    ]
}

fn wizard_scenes() -> Vec<Scene> {
    let scene = |name, kind: GrantKind, walk: fn(&mut Portal, &mut Browser)| {
        let (mut portal, mut browser) = (Portal::new_account(), Browser::default());
        if kind == GrantKind::FirstLogin {
            portal.policy.first_login = journey::FirstLogin::Password;
        } else {
            portal.send_link(&mut browser, kind);
        }
        portal.log_in(&mut browser);
        walk(&mut portal, &mut browser);
        Scene::new(name, portal, &browser)
    };
    vec![
        scene("S4", GrantKind::Activation, |_, _| {}),
        scene("S4 by a first login", GrantKind::FirstLogin, |_, _| {}),
        scene("S5, choice", GrantKind::Activation, |portal, browser| {
            let journey = portal.journey(browser);
            portal.take(&journey, Event::ContinueEnrolment);
        }),
        scene("S5, app", GrantKind::HelpDesk, |portal, browser| {
            portal.choose_app(browser);
        }),
        scene("S6", GrantKind::Activation, |portal, browser| {
            portal.choose_app(browser);
            portal.prove_new_factor(browser);
        }),
    ]
}

/// The names of all events, in the order of [`make`].
pub const EVENTS: [&str; 14] = [
    "PasswordProven",
    "FactorProven",
    "FactorWrong",
    "OpenRecovery",
    "LeaveRecovery",
    "CodeProven",
    "CodeWrong",
    "ResetByLink",
    "ContinueEnrolment",
    "AppChosen",
    "ChooseAgain",
    "NewFactorProven",
    "CodeTypedBack",
    "Cancel",
];

/// Makes an event that is as right as it can be for this journey.
pub fn make(name: &str, scene: &Scene) -> Event {
    let (portal, facts) = (&scene.portal, scene.facts());
    let session = Secrets::session_seed(500, 1);
    match name {
        "PasswordProven" | "FactorProven" | "CodeProven" | "NewFactorProven" => proven(name, scene),
        "FactorWrong" => Event::FactorWrong { tally: portal.taken(CounterKind::SecondFactor).1, replayed: false },
        "OpenRecovery" => Event::OpenRecovery { facts },
        "LeaveRecovery" => Event::LeaveRecovery { facts },
        "CodeWrong" => Event::CodeWrong { facts, tally: portal.taken(CounterKind::RecoveryCode).1 },
        "ResetByLink" => Event::ResetByLink { facts },
        "ContinueEnrolment" => Event::ContinueEnrolment,
        "AppChosen" => Event::AppChosen { pending: Secrets::pending(factor_id(500)) },
        "ChooseAgain" => Event::ChooseAgain,
        "CodeTypedBack" => {
            let shown = match &scene.journey.state {
                State::EnrolRecoveryCode(_, _, shown) => shown.id,
                _ => code_id(CODE),
            };
            Event::CodeTypedBack { typed: Secrets::code(shown), facts, session }
        }
        "Cancel" => Event::Cancel,
        other => panic!("no event is called {other}"),
    }
}

/// The events that carry a witness, made in this journey.
fn proven(name: &str, scene: &Scene) -> Event {
    let (portal, facts, id) = (&scene.portal, scene.facts(), scene.journey.id);
    let password = portal.secrets.verify_password(Who::A, Who::A, id, portal.now).unwrap();
    let seed = Secrets::grant_seed(grant_id(500));
    let code = portal.secrets.code_seed(code_id(500), Who::A);
    match name {
        "PasswordProven" => {
            let tries = vec![portal.taken(CounterKind::Password).0];
            Event::PasswordProven { witness: password, facts, grant: None, seed, tries, target: Target::Account }
        }
        "FactorProven" => factor_proven(portal, facts, id),
        "CodeProven" => {
            let typed = code_id(CODE);
            let witness = portal.secrets.verify_code((typed, Who::A), typed, &password, portal.now).unwrap();
            Event::CodeProven { witness, facts, seed, tried: portal.taken(CounterKind::RecoveryCode).0 }
        }
        _ => {
            let pending = match &scene.journey.state {
                State::EnrolFactor(_, _, Some(pending)) => pending.totp.factor,
                _ => factor_id(500),
            };
            let proven = portal.secrets.prove_app(pending, &password, portal.now).unwrap();
            Event::NewFactorProven { witness: proven.witness, row: proven.row, facts, code }
        }
    }
}

/// The right code of the account's phone, in this journey.
pub fn factor_proven(portal: &Portal, facts: AccountFacts, id: JourneyId) -> Event {
    let typed = (factor_id(PHONE), totp::step_at(portal.now));
    let right = portal.secrets.verify_app((factor_id(PHONE), Who::A, None), typed, id, portal.now).unwrap();
    let code = Some(portal.secrets.code_seed(code_id(501), Who::A));
    let (session, tried) = (Secrets::session_seed(501, 1), portal.taken(CounterKind::SecondFactor).0);
    Event::FactorProven { witness: right.witness, step: right.step, facts, session, code, tried }
}
