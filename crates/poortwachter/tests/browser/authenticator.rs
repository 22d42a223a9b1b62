//! The phone in the hand of the person: `oathtool` makes the codes, and this type only waits for the next one.
//!
//! Each code counts once (TO-03), so whoever logs in twice waits for the app to show another code, as people do.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::tools::output;

/// Seconds that one code stands in the app (RFC 6238 section 4.1).
const STEP: u64 = 30;

/// An authenticator app that holds one secret.
pub struct Authenticator {
    secret: String,
    last_used: Option<u64>,
}

impl Authenticator {
    /// An app into which the secret was scanned or typed, in base32.
    pub fn with(secret: &str) -> Self {
        Self { secret: secret.to_owned(), last_used: None }
    }

    /// The secret, to compare it with another.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The code that the app shows now; waits until it is another than the one that was given last.
    pub async fn code(&mut self) -> String {
        if let Some(last) = self.last_used {
            while seconds() / STEP <= last {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        let (code, step) = self.look();
        self.last_used = Some(step);
        code
    }

    /// The code that the app shows now and its time step, whether it was used or not.
    pub fn look(&self) -> (String, u64) {
        loop {
            let step = seconds() / STEP;
            let code = output("oathtool", &["--totp", "--base32", &self.secret]);
            // Read again when the app turned to the next code in between.
            if seconds() / STEP == step {
                return (code, step);
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the real binary has the real clock, and so has a phone")]
fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
