//! What the model and the named journeys share: secrets with their real verifiers, a database in memory that applies effects as the
//! store is specified to, and the list of planted bugs.

pub mod bug;
pub mod database;
pub mod effects;
pub mod keys;
pub mod secrets;
pub mod sms;
