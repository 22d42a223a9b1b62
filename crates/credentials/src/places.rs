//! Where secrets of an account are stored, as their seals are bound to it: one text for those who seal, those who open and those who seal again under a
//! new root key.

use uuid::Uuid;

use crate::ids::{AccountId, CodeId, FactorId, JourneyId};
use crate::keyring::Binding;

/// The Argon2id string of an account's password, the present one or a former one.
pub const fn password(account: AccountId) -> Binding {
    Binding { table: "password", column: "sealed", row: account.as_uuid(), account }
}

/// The secret of a factor: one column for all kinds, which the purpose keeps apart.
pub const fn factor(factor: FactorId, account: AccountId) -> Binding {
    Binding { table: "factor", column: "secret", row: factor.as_uuid(), account }
}

/// The Argon2id string of a recovery code.
pub const fn recovery_code(id: CodeId, account: AccountId) -> Binding {
    Binding { table: "recovery_code", column: "sealed", row: id.as_uuid(), account }
}

/// The state of a journey.
pub const fn journey(journey: JourneyId, account: AccountId) -> Binding {
    Binding { table: "journey", column: "state", row: journey.as_uuid(), account }
}

/// The private half of a key that signs tokens, which is nobody's.
pub const fn signing_key(row: Uuid) -> Binding {
    Binding { table: "signing_keys", column: "private_sealed", row, account: AccountId::NOBODY }
}
