//! What the pages with a `WebAuthn` ceremony say while it is under way and when it comes to nothing (requirement WA-14).
//!
//! The script shows one part at a time, by its state; the parts differ in words between a USB key and a passkey.

/// The text keys of a ceremony's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// Whether it is a passkey's.
    pub is_passkey: bool,
    /// What the browser shows meanwhile.
    pub window: &'static str,
    /// The answer is on its way.
    pub checking: &'static str,
    /// Stopped at the login.
    pub cancelled: &'static str,
    /// Stopped at the enrolment.
    pub cancelled_enrol: &'static str,
    /// Nothing answered in time.
    pub time_out: &'static str,
    /// It is enrolled already.
    pub known: &'static str,
    /// Nothing of the account is here.
    pub unknown: &'static str,
    /// The browser refuses this address.
    pub wrong_site: &'static str,
    /// The browser or the device cannot do it.
    pub no_support: &'static str,
    /// There is no JavaScript.
    pub no_script: &'static str,
    /// Anything else.
    pub failed: &'static str,
    /// Whoever lost it.
    pub lost: &'static str,
}

impl Ceremony {
    /// Of a USB key.
    pub const KEY: Self = Self {
        is_passkey: false,
        window: "key-window",
        checking: "key-checking",
        cancelled: "key-cancelled",
        cancelled_enrol: "key-cancelled-enrol",
        time_out: "key-time-out",
        known: "key-known",
        unknown: "key-unknown",
        wrong_site: "key-wrong-site",
        no_support: "key-no-support",
        no_script: "key-no-script",
        failed: "key-failed",
        lost: "key-out-lost",
    };

    /// Of a passkey.
    pub const PASSKEY: Self = Self {
        is_passkey: true,
        window: "passkey-window",
        checking: "passkey-checking",
        cancelled: "passkey-cancelled",
        cancelled_enrol: "passkey-cancelled-enrol",
        time_out: "passkey-time-out",
        known: "passkey-known",
        unknown: "passkey-unknown",
        wrong_site: "passkey-wrong-site",
        no_support: "passkey-no-support",
        no_script: "passkey-no-script",
        failed: "passkey-failed",
        lost: "passkey-out-lost",
    };
}
