//! Which second factors people may set up.

use super::checks::Checks;
use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[factors]`.
    pub struct Factors {
        /// An authenticator app with a code that changes every 30 seconds (TOTP).
        app: bool = Kind::Switch, Standing::Default("true");
    }
}

impl Factors {
    pub(super) fn check(&self, checks: &mut Checks) {
        // SF-01: with no factor at all nobody could log in, and a second factor is never optional.
        if !self.app {
            checks.wrong(
                "factors.app",
                "false".into(),
                "leave it on: it is the only second factor, and every login needs one",
            );
        }
    }
}
