//! Telling people, hearing their objection, and putting right what they objected to (rule J9, requirements RC-06 to RC-08).
//!
//! `notify` decides whom a notice goes to and makes the link "that was not me" for each mail. `object` is what that link does: it only ever closes.
//! `reinstate` is what the help desk does after it has spoken with the owner: it never just flips a flag.

mod contacts;
mod dispute;
mod former;
mod notify;
mod object;
mod objection;
mod reinstate;
mod restore;

pub use contacts::Contacts;
pub use dispute::{Dispute, DisputedAddress};
pub use former::FormerField;
pub(crate) use former::binding as former_binding;
pub use object::Objected;
pub use objection::{Objection, ObjectionState};
pub use reinstate::Reinstated;
