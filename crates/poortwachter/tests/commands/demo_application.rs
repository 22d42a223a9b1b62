//! The demo's own application: a whole login by OpenID Connect over two origins, and a logout that is heard (OP-18, OP-19).

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use credentials::totp::TotpSecret;
use serde_json::Value;

use crate::client::Client;
use crate::login::app_code;
use crate::place::program;

/// A running demo, ended by its process number.
struct Demo {
    child: Child,
    ready: Value,
    _folder: tempfile::TempDir,
}

impl Demo {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program();
        command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap(), _folder: folder }
    }

    /// A browser at one of the demo's addresses.
    fn browser(&self, name: &str) -> Client {
        let origin = self.ready[name].as_str().unwrap().to_owned();
        let port = origin.rsplit(':').next().unwrap().parse().unwrap();
        Client::new(port, origin)
    }

    /// The password and the app of somebody who has both.
    fn person(&self) -> (String, TotpSecret) {
        let people = self.ready["accounts"].as_array().unwrap();
        let jan = people.iter().find(|person| person["username"] == "jan.bakker").unwrap();
        let text = |name: &str| jan[name].as_str().unwrap().to_owned();
        (text("password"), TotpSecret::parse(&text("totp_secret")).unwrap())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// From the page that says where one goes to the next stop: the address to which the portal sends.
fn goes_on(portal: &mut Client, page: &str) -> String {
    let on = page.split("/authorize/continue?request=").nth(1).unwrap_or_else(|| panic!("no way on in {page}"));
    let id = on.split(['"', '&']).next().unwrap();
    let answer = portal.request("GET", &format!("/authorize/continue?request={id}"), None);
    answer.header("location").unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

#[test]
fn op_19_the_demo_shows_a_login_that_reaches_an_application_and_a_logout_that_it_hears() {
    let demo = Demo::start();
    let (mut portal, mut application) = (demo.browser("url"), demo.browser("application"));
    let (password, app) = demo.person();
    assert!(application.visit("/").1.body.contains("href=/login"));

    let sent = application.request("GET", "/login", None);
    let (path, _) = portal.visit(sent.header("location").unwrap());
    assert!(path.starts_with("/login?to=r."), "{path}");
    portal.submit("/login", &[("username", "jan.bakker"), ("password", &password)]);
    let (path, page) = portal.submit("/login/second-factor", &[("code", &app_code(&app, 0))]);
    assert!(path.starts_with("/leaving?to=r.") && page.body.contains("Dossierzicht"), "{path}");
    let consent = goes_on(&mut portal, &page.body);
    assert!(consent.starts_with("/consent?"), "{consent}");
    portal.visit(&consent);
    let (_, page) = portal.submit("/consent", &[("answer", "yes")]);
    let back = goes_on(&mut portal, &page.body);
    let callback = back.strip_prefix(demo.ready["application"].as_str().unwrap()).unwrap();
    assert!(callback.starts_with("/callback?"), "{callback}");

    let (path, page) = application.visit(callback);
    assert_eq!((path.as_str(), page.status), ("/", 200));
    for told in ["Jan Bakker", "jan.bakker@voorbeeld.example", "urn:poortwachter:acr:two-factor", "pwd", "otp"] {
        assert!(page.body.contains(told), "{told} is not in {}", page.body);
    }
    // The same answer in another browser is another login's.
    assert_eq!(demo.browser("application").visit(callback).1.status, 400);

    portal.log_out();
    let begun = Instant::now();
    while application.visit("/").1.body.contains("Jan Bakker") {
        assert!(begun.elapsed() < Duration::from_secs(30), "the application was not told");
        std::thread::sleep(Duration::from_millis(200));
    }
}
