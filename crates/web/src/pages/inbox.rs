//! `/demo/inbox`: every mail and SMS that the demo would have sent, and its accounts.

use askama::Template;

use super::frame::{Frame, Page};

/// A message that would have been sent.
#[derive(Clone, Debug)]
pub struct InboxMessage {
    /// `mail` or `sms`.
    pub channel: String,
    /// The address or number.
    pub to: String,
    /// When, in words.
    pub at: String,
    /// The subject of a mail, empty for an SMS.
    pub subject: String,
    /// The content as plain text.
    pub text: String,
    /// The link in the message, when there is one.
    pub link: Option<String>,
}

/// A demo account.
#[derive(Clone, Debug)]
pub struct InboxAccount {
    /// The username.
    pub username: String,
    /// The password.
    pub password: Option<String>,
    /// The state in words.
    pub state: String,
    /// The secret of its authenticator app in base32, when it has one.
    pub totp_secret: Option<String>,
    /// The code of this moment, when it has one.
    pub totp_code: Option<String>,
    /// The recovery code, if the demo enrolled the account.
    pub recovery_code: Option<String>,
}

/// The demo's inbox.
#[derive(Template)]
#[template(path = "inbox.html")]
pub struct InboxPage {
    /// What every page shares.
    pub frame: Frame,
    /// The messages, the newest first.
    pub messages: Vec<InboxMessage>,
    /// The accounts.
    pub accounts: Vec<InboxAccount>,
}

impl Page for InboxPage {
    const NAME: &'static str = "inbox";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let account = |username: &str, state: &str, secret: Option<&str>| InboxAccount {
            username: username.to_owned(),
            password: Some("kievit-zomer-paraplu".to_owned()),
            state: frame.t(state),
            totp_secret: secret.map(str::to_owned),
            totp_code: secret.map(|_| "492 039".to_owned()),
            recovery_code: secret.map(|_| "1234-5678-9012-3456".to_owned()),
        };
        let mail = InboxMessage {
            channel: "mail".to_owned(),
            to: "j.jansen@example.test".to_owned(),
            at: frame.sample_times().1,
            subject: frame.t("mail-recovery-done-subject"),
            text: frame.t("mail-recovery-done-lead"),
            link: Some("/activate".to_owned()),
        };
        let accounts = vec![
            account("nieuw", "demo-state-never-enrolled", None),
            account("jolanda", "demo-state-enrolled", Some("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")),
            account("uit", "demo-state-disabled", None),
        ];
        vec![
            ("full", Self { frame: frame.clone(), messages: vec![mail], accounts: accounts.clone() }),
            ("empty", Self { frame: frame.clone(), messages: Vec::new(), accounts }),
        ]
    }
}
