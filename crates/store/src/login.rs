//! What a login reads: who somebody is, what they can prove, which browser they have.

mod browsers;
mod facts;
mod load;
mod proofs;

pub(crate) use facts::load_facts;
pub use load::LoginRow;
