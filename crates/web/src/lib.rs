//! (being built)

pub mod look;
pub mod pages;
