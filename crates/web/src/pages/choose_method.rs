//! S5, `/enrol/method`: which method the second factor is to be.

use askama::Template;
use journey::FactorKind;

use super::frame::{Frame, Page};
use crate::look::Message;

/// A method for the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// An authenticator app (TOTP).
    App,
    /// A USB security key.
    SecurityKey,
    /// A passkey of a phone or laptop.
    Passkey,
    /// A code by SMS.
    Sms,
}

impl Method {
    /// The value in the form.
    pub const fn value(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::SecurityKey => "security-key",
            Self::Passkey => "passkey",
            Self::Sms => "sms",
        }
    }

    /// The text key of its name.
    pub const fn name_key(self) -> &'static str {
        match self {
            Self::App => "method-app",
            Self::SecurityKey => "method-security-key",
            Self::Passkey => "method-passkey",
            Self::Sms => "method-sms",
        }
    }

    /// The kind of factor that it sets up.
    pub const fn kind(self) -> FactorKind {
        match self {
            Self::App => FactorKind::Totp,
            Self::SecurityKey => FactorKind::SecurityKey,
            Self::Passkey => FactorKind::Passkey,
            Self::Sms => FactorKind::Sms,
        }
    }

    /// The method of a kind of factor.
    pub const fn of(kind: FactorKind) -> Self {
        match kind {
            FactorKind::Totp => Self::App,
            FactorKind::SecurityKey => Self::SecurityKey,
            FactorKind::Passkey => Self::Passkey,
            FactorKind::Sms => Self::Sms,
        }
    }

    /// The text key of "use this instead" at S2.
    pub const fn switch_key(self) -> &'static str {
        match self {
            Self::App => "other-method-app",
            Self::SecurityKey => "other-method-security-key",
            Self::Passkey => "other-method-passkey",
            Self::Sms => "other-method-sms",
        }
    }

    /// Reads the value of the form.
    pub fn parse(value: &str) -> Option<Self> {
        [Self::App, Self::SecurityKey, Self::Passkey, Self::Sms].into_iter().find(|method| method.value() == value)
    }
}

/// The choice of the method; posts `method` to `/enrol/method`.
#[derive(Template)]
#[template(path = "choose_method.html")]
pub struct ChooseMethodPage {
    /// What every page shares.
    pub frame: Frame,
    /// The methods that are offered, in the order of the page.
    pub methods: Vec<Method>,
    /// Whether this is a further factor, which may be left for later.
    pub second: bool,
}

impl ChooseMethodPage {
    /// With one method there is nothing to choose: it is chosen already.
    fn only(&self) -> bool {
        self.methods.len() == 1
    }
}

impl Page for ChooseMethodPage {
    const NAME: &'static str = "choose-method";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let all = vec![Method::SecurityKey, Method::App, Method::Sms];
        let four = vec![Method::SecurityKey, Method::Passkey, Method::App, Method::Sms];
        let missing = frame.clone().with_error("method", Message::new("method-missing"));
        vec![
            ("one", Self { frame: frame.clone(), methods: vec![Method::App], second: false }),
            ("three", Self { frame: frame.clone(), methods: all.clone(), second: false }),
            ("four", Self { frame: frame.clone(), methods: four, second: false }),
            ("missing", Self { frame: missing, methods: all.clone(), second: false }),
            ("second", Self { frame: frame.clone(), methods: all.clone(), second: true }),
            ("act", Self { frame: Frame { wizard: false, ..frame.clone() }, methods: all, second: false }),
        ]
    }
}
