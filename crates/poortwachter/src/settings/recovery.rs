//! How long a recovery with the recovery code waits before it takes effect (requirement RC-10).

use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[recovery]`.
    pub struct Recovery {
        /// Hours between the recovery code and the moment that it takes effect, for users and auditors. Until then the old factor works, and a login with it stops the recovery. 0 for at once.
        delay_users_hours: u32 = Kind::Whole { least: 0, most: 168 }, Standing::Default("0");
        /// The same for the help desk and administrators.
        delay_privileged_hours: u32 = Kind::Whole { least: 0, most: 168 }, Standing::Default("24");
    }
}
