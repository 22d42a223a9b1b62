//! What the store has to know of the world to write to people.

use std::sync::Arc;

use crate::Store;

/// Where links lead, and who hears of objections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// The portal's origin without a slash at the end, for the links that the store makes itself; without it notices carry none.
    pub origin: Option<String>,
    /// The help desk's mail address, which is told of every objection.
    pub help_desk_mail: Option<String>,
}

impl Store {
    /// The same store, which knows where links lead and who hears of objections.
    #[must_use]
    pub fn with_contacts(mut self, contacts: Contacts) -> Self {
        self.contacts = Arc::new(contacts);
        self
    }
}
