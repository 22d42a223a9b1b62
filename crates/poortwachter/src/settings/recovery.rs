//! How long a recovery with the recovery code, and a reset by the help desk, wait before they take effect (requirements RC-10, RC-11, RC-13).

use journey::Role;

use super::deviation::Deviation;
use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[recovery]`.
    pub struct Recovery {
        /// Hours between the recovery code and the moment that it takes effect, for users and auditors. Until then the old factor works, and a login with it stops the recovery. 0 for at once.
        delay_users_hours: u32 = Kind::Whole { least: 0, most: 168 }, Standing::Default("0");
        /// The same for the help desk and administrators.
        delay_privileged_hours: u32 = Kind::Whole { least: 0, most: 168 }, Standing::Default("24");
        /// Hours between the start of a reset by the help desk and the moment that its link works, for users and auditors. Until then the second
        /// factor works, and a login with it stops the reset, also later. 0 for at once.
        help_desk_delay_users_hours: u32 = Kind::Whole { least: 0, most: 168 }, Standing::Default("24");
        /// The same for the help desk and administrators.
        help_desk_delay_privileged_hours: u32 = Kind::Whole { least: 0, most: 168 }, Standing::Default("24");
    }
}

impl Recovery {
    /// How many hours a reset of somebody with this role waits.
    pub fn help_desk_delay_hours(&self, role: Role) -> u32 {
        match role {
            Role::HelpDesk | Role::Administrator => self.help_desk_delay_privileged_hours,
            Role::User | Role::Auditor => self.help_desk_delay_users_hours,
        }
    }

    pub(super) fn deviations(&self) -> impl Iterator<Item = Deviation> {
        [
            ("recovery.help_desk_delay_users_hours", self.help_desk_delay_users_hours),
            ("recovery.help_desk_delay_privileged_hours", self.help_desk_delay_privileged_hours),
        ]
        .into_iter()
        .filter(|(_, hours)| *hours < 24)
        .map(|(key, hours)| {
            let text = format!("{hours} hours leave an owner less than a day to notice a reset (OWASP ASVS 5.0 6.4.4)");
            Deviation::new(key, text)
        })
    }
}
