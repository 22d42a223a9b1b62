//! Requests of people who forgot a password or a username (requirements FP-01 and FP-06).
//!
//! Asking writes one row and looks at no account; answering happens later, in a unit of work of its own. Begin reading at `place`, then `answer`.

mod answer;
mod place;
mod tried;
mod waiting;

pub use answer::{Answered, LinkOffer};
pub use place::NewRequest;
pub use waiting::{RequestId, WaitingRequest};

use credentials::ids::AccountId;
use credentials::keyring::Binding;
use uuid::Uuid;

/// The place to which what was typed is sealed; it belongs to no account, since nobody has looked yet.
pub(crate) fn binding(row: Uuid) -> Binding {
    Binding { table: "requests", column: "typed_sealed", row, account: AccountId::NOBODY }
}
