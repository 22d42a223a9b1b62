//! The field in which somebody chooses a password, the same wherever that is (`components/new_password.html`).
//!
//! The rules stand at the field, and the username with it for password managers (requirement AC-02). With JavaScript the meter below
//! it says in words how strong the password is (`assets/js/password-strength.js`, `POST /password/strength`).

/// The field for a new password; a page holds one and hands it to the macro `field(frame, new)`.
#[derive(Clone, Debug)]
pub struct NewPassword {
    /// The name and id of the field.
    pub name: &'static str,
    /// The text key of its label.
    pub label: &'static str,
    /// The least number of characters.
    pub min_length: u32,
    /// The username, shown and given to password managers.
    pub username: String,
    /// How the person is called; the meter takes it as a word that others try first.
    pub display_name: String,
    /// Whether the field gets the focus when nothing is wrong.
    pub focus: bool,
}

impl NewPassword {
    /// The field of the samples.
    pub(super) fn sample() -> Self {
        Self {
            name: "password",
            label: "password-label",
            min_length: 12,
            username: "j.jansen".to_owned(),
            display_name: "Jolanda Jansen".to_owned(),
            focus: true,
        }
    }
}
