//! Authorization codes (RFC 6749 section 4.1.2, OP-04): 256 bits, one minute, one use, bound to everything around them.

use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::authorize::CodeGrant;
use crate::client::Client;
use crate::error::Refused;

/// A code lives this long.
pub const LIFE: SignedDuration = SignedDuration::from_secs(60);

/// Names all tokens that come from one code, so that they can die together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FamilyId(pub Uuid);

/// A code's row. The code itself is a [`credentials::token::SecretToken`] of which only the hash is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// What is searched for.
    pub hash: TokenHash,
    /// What it stands for.
    pub grant: CodeGrant,
    /// The family of the tokens that it gives.
    pub family: FamilyId,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it was redeemed; set by the one statement that spends it.
    pub spent_at: Option<Timestamp>,
}

/// What a client sent to redeem a code.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The client, authenticated.
    pub client: &'a Client,
    /// The address that it names.
    pub redirect_uri: Option<&'a str>,
    /// The PKCE verifier.
    pub verifier: Option<&'a str>,
}

/// What an attempt leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeem<'a> {
    /// Spend the code in one statement and make the tokens in the same transaction. No row from that statement means
    /// [`Redeem::Reused`].
    Spend(&'a CodeGrant),
    /// The code was redeemed before: end every token of the family, and refuse (RFC 6749 section 4.1.2).
    Reused,
    /// Refuse; the code stays as it is, so that a stranger's try does not take it from its client.
    Refuse(Refused),
}

/// The refusal that goes with [`Redeem::Reused`], and with a code that does not exist.
pub const UNKNOWN: Refused = Refused::grant("the code is unknown, expired or used");

impl CodeRow {
    /// Decides an attempt. Whose code it is comes first: another client may not learn or end anything.
    pub fn redeem(&self, attempt: &Attempt<'_>, now: Timestamp) -> Redeem<'_> {
        if self.grant.client != attempt.client.id {
            return Redeem::Refuse(UNKNOWN);
        }
        if self.spent_at.is_some() {
            return Redeem::Reused;
        }
        match self.check(attempt, now) {
            Ok(()) => Redeem::Spend(&self.grant),
            Err(refused) => Redeem::Refuse(refused),
        }
    }

    fn check(&self, attempt: &Attempt<'_>, now: Timestamp) -> Result<(), Refused> {
        if now >= self.issued_at + LIFE || now >= self.grant.session_ends_at {
            return Err(UNKNOWN);
        }
        if attempt.redirect_uri != Some(self.grant.redirect_uri.as_str()) {
            return Err(Refused::grant("redirect_uri is not the one of the authorization request"));
        }
        match (&self.grant.challenge, attempt.verifier) {
            (Some(challenge), Some(verifier)) => {
                challenge.check(verifier).map_err(|_| Refused::grant("code_verifier does not fit"))
            }
            (Some(_), None) => Err(Refused::grant("code_verifier is missing")),
            // RFC 9700 section 4.8.2: somebody took the challenge out of the request.
            (None, Some(_)) => Err(Refused::grant("code_verifier without a code_challenge in the request")),
            (None, None) => Ok(()),
        }
    }
}
