//! Stored journeys: reading them back. They are written by `commit` only.

mod load;

pub use load::LoadedJourney;
