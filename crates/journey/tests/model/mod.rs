//! The parts of the model; `tests/model.rs` says what it is and how to run it.

pub mod acts;
pub mod commit;
pub mod explore;
pub mod form;
pub mod ghost;
pub mod kinds;
pub mod load;
pub mod owner;
pub mod planted;
pub mod properties;
pub mod scenario;
pub mod scenarios;
pub mod verify;
pub mod world;
