//! What deserves a thought about a registered application.

use jiff::{SignedDuration, Timestamp};
use oidc::client::PkceRule;
use store::ClientLine;

/// An application that nobody used for so long may be forgotten.
const UNUSED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The warnings, each a sentence without its full stop.
pub fn of(line: &ClientLine, now: Timestamp) -> Vec<&'static str> {
    let client = &line.client;
    let quiet = |since: Timestamp| since + UNUSED <= now;
    let two_for_ever = line.secrets.iter().filter(|secret| secret.expires_at.is_none()).count() > 1;
    [
        (client.pkce == PkceRule::OldClient, "may leave PKCE out, which is weaker than RFC 9700 section 2.1.1 asks"),
        (client.is_public(), "is public: it has nothing to prove who it is with"),
        (client.back_channel_logout_uri.is_none(), "does not hear of logouts (--logout-uri)"),
        (two_for_ever, "has two secrets without an end"),
        (line.last_used_at.is_none(), "was never used"),
        (line.last_used_at.is_some_and(quiet), "was not used for 90 days"),
    ]
    .into_iter()
    .filter_map(|(holds, text)| holds.then_some(text))
    .collect()
}
