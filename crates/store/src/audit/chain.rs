//! The chain that makes the audit log hard to falsify (requirement LO-05).
//!
//! Entries are written without it, so that no login waits. A moment later [`Store::seal_audit`](crate::Store::seal_audit) takes those
//! that were committed meanwhile and gives each the next number and a SHA-256 over its content and the hash before it. The order is
//! the one of sealing: what is committed late comes later, so no rule about running transactions is needed, and nothing is ever
//! passed over. The end of the chain is signed with each batch and each hour a signed head stays; a kept head from elsewhere
//! finds what was cut off at the end. [`purge`] and [`cut`] leave signed marks, so that what remains stays verifiable. Begin reading at
//! [`link`], then [`seal`] and [`verify`].

mod cut;
mod diagnose;
mod entry;
mod head;
mod link;
mod marks;
mod purge;
mod resign;
mod seal;
mod verify;
mod walk;

pub use cut::AddressesCut;
pub use head::{HeadError, HeadKind, SignedHead};
pub use purge::AuditPurged;
pub(crate) use resign::{marks_of_key, marks_of_living_keys};
pub use seal::Sealing;
pub use verify::{BreakKind, Broken, ChainNote, Progress, Verification};

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What stands before the first entry.
const BEGINNING: Hash = [0; 32];
