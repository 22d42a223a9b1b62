//! Identifiers, one type per kind of row, so that an account's id cannot be given where a journey's is asked.
//!
//! They are UUIDs version 7 (RFC 9562 section 5.7): sorted by time of making. They are names, not secrets: whoever holds a
//! bearer value holds a [`crate::token::SecretToken`] instead.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::rng::Rng;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes a new identifier from the given time (milliseconds) and 80 bits of randomness.
            pub fn generate(now: Timestamp, rng: &dyn Rng) -> Self {
                Self(uuid_v7(now, rng))
            }

            /// Takes over an identifier that was stored.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for storage.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

id! {
    /// Names a person's entry.
    AccountId
}
id! {
    /// Names an enrolled (or pending) second factor.
    FactorId
}
id! {
    /// Names one walk from the login page to a session, an enrolment or a recovery.
    JourneyId
}
id! {
    /// Names a permission to enrol a factor beside the password (J6).
    GrantId
}
id! {
    /// Names a session's row; not the secret in the cookie.
    SessionId
}
id! {
    /// Names one issued recovery code.
    CodeId
}

id! {
    /// Names a mailed link for a forgotten password; not the secret in it.
    LinkId
}

impl AccountId {
    /// Stands in bindings of rows that belong to no account yet, such as a journey before its password step.
    pub const NOBODY: Self = Self(Uuid::nil());
}

fn uuid_v7(now: Timestamp, rng: &dyn Rng) -> Uuid {
    let mut random = [0; 10];
    rng.fill(&mut random);
    // A clock before 1970 is a broken clock; the id stays unique by its random part.
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
