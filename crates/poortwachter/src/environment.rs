//! The environment variables of the process, read once at the start.
//!
//! The only file that may look at the environment: everything else gets the pairs as a value, so that tests can give their own.

/// All variables whose name begins with `POORTWACHTER_`; a value that is not UTF-8 has its wrong bytes replaced.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment, at start-up")]
pub fn variables() -> Vec<(String, String)> {
    std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
        .filter(|(name, _)| name.starts_with(crate::settings::PREFIX))
        .collect()
}
