//! The rules of a new password, in the order in which a person can do something about them.

use super::context::Words;
use super::{MAX_LENGTH, Password, PasswordPolicy, PasswordRefusal, is_common};

/// Holds a new password against the rules (PW-01 to PW-05): length, no control characters, none of the person's or the installation's
/// words, none that many people choose, none that leaked. Each comparison is of the whole password.
///
/// `context` are the username, the display name and whatever else belongs to this person; parts of a name count by themselves.
pub fn check_new_password(
    password: &Password,
    policy: &PasswordPolicy,
    context: &[&str],
) -> Result<(), PasswordRefusal> {
    let text = password.text();
    let got = text.chars().count();
    if got > MAX_LENGTH {
        return Err(PasswordRefusal::TooLong { max: MAX_LENGTH });
    }
    if got < policy.min_length() {
        return Err(PasswordRefusal::TooShort { min: policy.min_length(), got });
    }
    if text.chars().any(char::is_control) {
        return Err(PasswordRefusal::ControlCharacter);
    }
    if Words::of(policy, context).are_all_of(text) {
        return Err(PasswordRefusal::ContextWord);
    }
    if is_common(text) {
        return Err(PasswordRefusal::Common);
    }
    match policy.leaks() {
        Some(leaks) if leaks.contains(text) => Err(PasswordRefusal::Leaked),
        _ => Ok(()),
    }
}
