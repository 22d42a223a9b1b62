//! People in and out: accounts that come from another system in bulk, accounts that are erased, and who can get in (requirement NL-01).
//!
//! Each account is one unit of work, so that whatever stops an import or a purge half-way leaves whole accounts and nothing else.

mod erase;
mod erased;
mod import;
mod plan;
mod report;

pub use erase::ErasureOrder;
pub use erased::{ERASED, KEPT, erased_name};
pub use import::{ImportLink, ImportedAccount, ImportedChange};
pub use plan::ImportState;
pub use report::{AccessFactor, AccessLine};
