//! The vocabulary of the audit log.
//!
//! Names follow the OWASP logging vocabulary where it has one (requirement LO-01) and begin with `recovery_`, `factor_`,
//! `account_`, `client_`, `consent_`, `message_`, `signing_key_`, `root_key_` or `settings_` where it has none. The store adds who, when, from where and for which journey; nothing here can hold a secret.

use serde::{Deserialize, Serialize};

use crate::account::FactorKind;

/// Where a request came from, as far as it may be told and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The client's address in text form.
    pub address: Option<String>,
    /// The browser's own name, cut to 256 characters without control characters.
    pub user_agent: Option<String>,
}

impl Origin {
    /// The longest user agent that is kept, in characters.
    pub const MAX_USER_AGENT: usize = 256;

    /// An origin with the user agent cut and cleaned.
    pub fn new(address: Option<String>, user_agent: Option<&str>) -> Self {
        let clean =
            |text: &str| text.chars().filter(|c| !c.is_control()).take(Self::MAX_USER_AGENT).collect::<String>();
        Self { address, user_agent: user_agent.map(clean) }
    }
}

/// What happened, in one word of the vocabulary and one reason.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AuditEvent {
    /// The stable name.
    pub name: &'static str,
    /// Whether it went well, seen from the person who tried.
    pub success: bool,
    /// A stable word that says more; empty when there is nothing to add.
    pub reason: &'static str,
    /// The kind of factor that it was about.
    pub factor: Option<FactorKind>,
}

impl AuditEvent {
    /// Something that went well.
    pub fn success(name: &'static str) -> Self {
        Self { name, success: true, reason: "", factor: None }
    }

    /// Something that was refused, and why.
    pub fn refused(name: &'static str, reason: &'static str) -> Self {
        Self { name, success: false, reason, factor: None }
    }

    /// The same with a reason or detail word.
    #[must_use]
    pub fn because(mut self, reason: &'static str) -> Self {
        self.reason = reason;
        self
    }

    /// The same about a factor.
    #[must_use]
    pub fn with_factor(mut self, kind: FactorKind) -> Self {
        self.factor = Some(kind);
        self
    }
}

/// The names, each used by one or more rules.
pub mod names {
    /// Both factors proven, a session was opened.
    pub const LOGIN_SUCCESS: &str = "authn_login_success";
    /// A try that failed.
    pub const LOGIN_FAIL: &str = "authn_login_fail";
    /// Tries used up.
    pub const LOGIN_FAIL_MAX: &str = "authn_login_fail_max";
    /// A try that was refused because of earlier tries.
    pub const RATE_LIMIT: &str = "excess_rate_limit_exceeded";
    /// The right password, the journey began.
    pub const PASSWORD_PROVEN: &str = "authn_password_proven";
    /// Password and factor were given once more in a live session.
    pub const STEP_UP: &str = "authn_step_up";
    /// A mailed link for a forgotten password was issued.
    pub const PASSWORD_LINK_ISSUED: &str = "authn_password_link_issued";
    /// Such a link was followed, the journey began.
    pub const PASSWORD_LINK_FOLLOWED: &str = "authn_password_link_followed";
    /// A password was set or changed.
    pub const PASSWORD_CHANGE: &str = "authn_password_change";
    /// A code that had been used before.
    pub const OTP_REPLAY: &str = "otp_replay";
    /// A session row was made.
    pub const SESSION_CREATED: &str = "session_created";
    /// A session ended.
    pub const SESSION_ENDED: &str = "session_ended";
    /// A login was carried to the host of an application behind a proxy.
    pub const SESSION_FORWARDED: &str = "session_forwarded";
    /// A factor was proven and stored.
    pub const FACTOR_ADDED: &str = "factor_added";
    /// A factor was removed, the others stay.
    pub const FACTOR_REMOVED: &str = "factor_removed";
    /// A factor got another name.
    pub const FACTOR_RENAMED: &str = "factor_renamed";
    /// A security key or passkey counted backwards.
    pub const KEY_COUNTER: &str = "factor_key_counter";
    /// A code went out by SMS.
    pub const SMS_SENT: &str = "factor_sms_sent";
    /// All factors of an account were destroyed.
    pub const FACTORS_WIPED: &str = "factor_wiped";
    /// A recovery code was accepted for the first time.
    pub const RECOVERY_ACCEPTED: &str = "recovery_accepted";
    /// A recovery code was accepted and waits for its delay (requirement RC-10).
    pub const RECOVERY_WAITING: &str = "recovery_waiting";
    /// A recovery that waited was cancelled, or came to nothing.
    pub const RECOVERY_CANCELLED: &str = "recovery_cancelled";
    /// The accepted code was entered again.
    pub const RECOVERY_AGAIN: &str = "recovery_continued";
    /// The new factor was stored, the recovery is finished.
    pub const RECOVERY_DONE: &str = "recovery_done";
    /// A wrong recovery code.
    pub const RECOVERY_FAIL: &str = "recovery_fail";
    /// The recovery code was voided by wrong tries.
    pub const RECOVERY_VOID: &str = "recovery_code_voided";
    /// A recovery code was issued.
    pub const CODE_ISSUED: &str = "recovery_code_issued";
    /// A recovery code was typed back.
    pub const CODE_CONFIRMED: &str = "recovery_code_confirmed";
    /// An enrolment grant was issued.
    pub const GRANT_ISSUED: &str = "enrolment_grant_issued";
    /// An enrolment grant died before it was used; the reason says of what.
    pub const GRANT_CANCELLED: &str = "enrolment_grant_cancelled";
    /// A number beside an activation link, or a letter's code, that was wrong.
    pub const ACTIVATION_FAIL: &str = "account_activation_fail";
    /// Enrolment asked without a grant.
    pub const GRANT_MISSING: &str = "enrolment_grant_missing";
    /// A new password was asked for; the reason says what was mailed, or why nothing was.
    pub const PASSWORD_ASKED: &str = "authn_password_asked";
    /// The usernames of a mail address were asked for.
    pub const USERNAME_ASKED: &str = "authn_username_asked";
    /// A form from another site, or with a wrong token.
    pub const CSRF: &str = "malicious_csrf";
    /// The owner tried whether a recovery code is the right one; nothing was spent.
    pub const CODE_TRIED: &str = "recovery_code_tried";
    /// A link to confirm another mail address was sent to it; the reason says which address it is for.
    pub const ADDRESS_ASKED: &str = "account_address_requested";
    /// A mail address was changed or removed by the owner; the reason says which.
    pub const ADDRESS_CHANGED: &str = "account_address_changed";
    /// The owner chose another language.
    pub const LANGUAGE_CHANGED: &str = "account_language_changed";
    /// The owner downloaded what is stored about them.
    pub const EXPORTED: &str = "account_exported";
    /// An administrator's or operator's act; the reason says which.
    pub const ADMIN: &str = "authz_admin";
    /// Somebody at one of the account's addresses said "that was not me" (requirement RC-08).
    pub const DISPUTED: &str = "account_disputed";
    /// The account was opened again after that, and what was disputed is gone.
    pub const REINSTATED: &str = "account_reinstated";
    /// Somebody went on to an application, with a code for it.
    pub const APPLICATION_LOGIN: &str = "authn_application_login";
    /// A code or refresh token came back after it was used: everything that came of it is ended.
    pub const TOKEN_REUSE: &str = "authn_token_reuse";
    /// An application was refused what it asked for; the reason is the error that it was told, or why nobody could be told.
    pub const AUTHZ_FAIL: &str = "authz_fail";
    /// An application gave its tokens back.
    pub const TOKEN_REVOKED: &str = "authn_token_revoked";
    /// Somebody agreed that an application learns who they are.
    pub const CONSENT_GIVEN: &str = "consent_given";
    /// Somebody said no to what an application wants to know.
    pub const CONSENT_REFUSED: &str = "consent_refused";
    /// Somebody took back what they had agreed to for an application.
    pub const CONSENT_REVOKED: &str = "consent_revoked";
    /// An application was registered.
    pub const CLIENT_ADDED: &str = "client_added";
    /// The registration of an application was changed.
    pub const CLIENT_CHANGED: &str = "client_changed";
    /// An application was switched on again.
    pub const CLIENT_ENABLED: &str = "client_enabled";
    /// An application was switched off.
    pub const CLIENT_DISABLED: &str = "client_disabled";
    /// An application got another secret.
    pub const CLIENT_SECRET: &str = "client_secret_rotated";
    /// Logins at an application were ended by an operator.
    pub const CLIENT_GRANTS_ENDED: &str = "client_grants_ended";
    /// A key that signs tokens was made.
    pub const SIGNING_KEY_ADDED: &str = "signing_key_added";
    /// Keys that signed tokens were destroyed, or only their private half; the reason says which.
    pub const SIGNING_KEY_GONE: &str = "signing_key_destroyed";
    /// A root key was added to the key file; it opens only until it is made active.
    pub const ROOT_KEY_ADDED: &str = "root_key_added";
    /// A root key became the one that seals; values of the one before are sealed again.
    pub const ROOT_KEY_ACTIVE: &str = "root_key_activated";
    /// A root key that held nothing any more was removed from the key file.
    pub const ROOT_KEY_GONE: &str = "root_key_retired";
    /// An application was not told of the end of a session, though that was tried for a day; the detail says what it answered.
    pub const SESSION_UNTOLD: &str = "session_end_untold";
    /// A message that had been given up was put back, to be sent after all.
    pub const MESSAGE_RETRIED: &str = "message_retried";
    /// A message was taken out: it will not be sent.
    pub const MESSAGE_DROPPED: &str = "message_dropped";
    /// The audit log was read; the reason says how (requirement LO-06).
    pub const SENSITIVE_READ: &str = "sensitive_read";
    /// Audit entries, or addresses in them, that have had their time were thrown away; the reason says which (requirement LO-08).
    pub const SENSITIVE_DELETE: &str = "sensitive_delete";
    /// The settings were read again while the portal served; the detail names the keys that changed.
    pub const SETTINGS_RELOADED: &str = "settings_reloaded";
    /// Many failures over many accounts.
    pub const SPRAY: &str = "authn_login_spray";

    /// A client could not prove itself; the reason says how.
    pub const CLIENT_FAIL: &str = "client_authn_fail";

    /// What the owner of an account may see of it: nothing that is only about how the portal works.
    pub const FOR_OWNER: [&str; 35] = [
        LOGIN_SUCCESS,
        LOGIN_FAIL,
        LOGIN_FAIL_MAX,
        PASSWORD_PROVEN,
        STEP_UP,
        PASSWORD_LINK_ISSUED,
        PASSWORD_LINK_FOLLOWED,
        PASSWORD_CHANGE,
        OTP_REPLAY,
        SESSION_ENDED,
        FACTOR_ADDED,
        FACTOR_REMOVED,
        FACTOR_RENAMED,
        KEY_COUNTER,
        SMS_SENT,
        FACTORS_WIPED,
        RECOVERY_ACCEPTED,
        RECOVERY_WAITING,
        RECOVERY_CANCELLED,
        RECOVERY_AGAIN,
        RECOVERY_DONE,
        RECOVERY_FAIL,
        RECOVERY_VOID,
        CODE_ISSUED,
        CODE_CONFIRMED,
        CODE_TRIED,
        ADDRESS_ASKED,
        ADDRESS_CHANGED,
        LANGUAGE_CHANGED,
        EXPORTED,
        APPLICATION_LOGIN,
        CONSENT_GIVEN,
        CONSENT_REFUSED,
        CONSENT_REVOKED,
        ADMIN,
    ];
}
