//! The whole way of one person, with cookies and forms over HTTP; what the other tests begin with.

use credentials::totp::TotpSecret;
use jiff::{SignedDuration, Timestamp};

use crate::client::Client;

pub const PASSWORD: &str = "lente regen fiets 7";

/// What somebody has at the end of the wizard.
pub struct Enrolled {
    pub secret: TotpSecret,
    pub code: String,
}

/// The code of an authenticator app; `later` in seconds, since a step is good for one login only.
pub fn app_code(secret: &TotpSecret, later: i64) -> String {
    secret.code_at(now() + SignedDuration::from_secs(later)).digits()
}

#[expect(clippy::disallowed_methods, reason = "the portal under test lives by the real clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

impl Client {
    /// From the activation link to the wizard.
    pub fn activate(&mut self, link: &str) {
        let (path, answer) = self.visit(link);
        assert_eq!((path.as_str(), answer.status), ("/activate", 200), "{}", answer.body);
        let (path, answer) = self.submit("/activate", &[("password", PASSWORD)]);
        assert_eq!((path.as_str(), answer.status), ("/enrol", 200), "{}", answer.body);
    }

    /// Through the wizard to the account page.
    pub fn enrol(&mut self) -> Enrolled {
        self.submit("/enrol", &[]);
        let (_, answer) = self.submit("/enrol/method", &[("method", "app")]);
        let secret = TotpSecret::parse(&answer.between("id=\"secret\" data-value=\"", "\"")).unwrap();
        let (_, answer) = self.submit("/enrol/app", &[("code", &app_code(&secret, 0))]);
        let code = answer.between("id=\"recovery-code\" data-value=\"", "\"");
        let (path, answer) = self.submit("/enrol/recovery-code", &[("typed", &code)]);
        assert_eq!((path.as_str(), answer.status), ("/enrol/second", 200), "{}", answer.body);
        let (path, answer) = self.submit("/enrol/second/decline", &[]);
        assert_eq!((path.as_str(), answer.status), ("/account", 200), "{}", answer.body);
        Enrolled { secret, code }
    }

    /// The password at S1; where it leads.
    pub fn password(&mut self, username: &str, password: &str) -> (String, u16) {
        self.visit("/login");
        let (path, answer) = self.submit("/login", &[("username", username), ("password", password)]);
        (path, answer.status)
    }

    pub fn log_out(&mut self) {
        self.visit("/account");
        self.submit("/logout", &[]);
    }
}
