//! Sessions: rows that only this installation can make, since each carries a MAC over what does not change.

mod acting;
mod cache;
mod count;
mod delete;
mod end;
mod end_own;
mod lapse;
mod list;
mod load;
mod mac;
mod open;
mod presence;
mod reissue;
#[cfg(feature = "testing")]
pub(crate) mod settle;
mod step_up;
mod unconfirm;

pub use acting::Acting;
pub(crate) use cache::{ENTRIES, SessionCache};
pub(crate) use delete::Which;
pub use list::SessionLine;
pub use load::SessionView;
pub(crate) use load::{LOAD_FORWARD, remade_mac};
pub use presence::Presence;
pub use step_up::SESSION_GONE;
