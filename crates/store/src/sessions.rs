//! Sessions: rows that only this installation can make, since each carries a MAC over what does not change.

mod count;
mod end;
mod load;
mod mac;
mod open;
mod reissue;
mod step_up;

pub use load::SessionView;
pub use step_up::SESSION_GONE;
