//! The parameters of a request, already split and percent-decoded by the web room.
//!
//! RFC 6749 section 3.1: a parameter without a value counts as omitted, and none may be given twice. What is wrong with one parameter
//! is kept, not thrown: whoever needs `client_id` and `redirect_uri` first must be able to read them, and say the rest at the
//! redirect URI.

use std::collections::BTreeMap;

use crate::error::Refused;

/// More parameters than this are refused.
pub const MAX_COUNT: usize = 64;
/// A longer value (bytes) is refused.
pub const MAX_VALUE: usize = 8192;
/// Longer names (bytes) are refused.
const MAX_NAME: usize = 128;

/// What is wrong with one parameter, or with all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParamFault {
    /// Given more than once.
    Doubled,
    /// Longer than [`MAX_VALUE`], or more than [`MAX_COUNT`] parameters.
    Oversize,
    /// Holds NUL or another control character.
    Control,
}

impl From<ParamFault> for Refused {
    fn from(fault: ParamFault) -> Self {
        Self::request(match fault {
            ParamFault::Doubled => "a parameter is given more than once",
            ParamFault::Oversize => "a parameter is too long, or there are too many",
            ParamFault::Control => "a parameter holds a control character",
        })
    }
}

/// The parameters by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params {
    values: BTreeMap<String, Result<String, ParamFault>>,
    overflow: bool,
}

impl Params {
    /// Takes the decoded pairs in the order in which they came.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut params = Self::default();
        for (name, value) in pairs {
            if name.len() > MAX_NAME || (params.values.len() >= MAX_COUNT && !params.values.contains_key(&name)) {
                params.overflow = true;
                continue;
            }
            let doubled = params.values.contains_key(&name);
            params.values.insert(name, if doubled { Err(ParamFault::Doubled) } else { judge(value) });
        }
        params
    }

    /// The value of a parameter; `None` when it is missing or empty.
    pub fn get(&self, name: &str) -> Result<Option<&str>, ParamFault> {
        match self.values.get(name) {
            None => Ok(None),
            Some(Err(fault)) => Err(*fault),
            Some(Ok(value)) => Ok(Some(value.as_str()).filter(|value| !value.is_empty())),
        }
    }

    /// A parameter that must be there.
    pub fn require(&self, name: &str, missing: &'static str) -> Result<&str, Refused> {
        self.get(name)?.ok_or(Refused::request(missing))
    }

    /// The value, or nothing when it is missing or wrong in itself; for `state`, which is echoed even with an error.
    pub fn lenient(&self, name: &str) -> Option<&str> {
        self.get(name).ok().flatten()
    }

    /// Whether anything at all is wrong with any of them, known or unknown.
    pub fn check_all(&self) -> Result<(), ParamFault> {
        if self.overflow {
            return Err(ParamFault::Oversize);
        }
        self.values.values().find_map(|value| value.as_ref().err().copied()).map_or(Ok(()), Err)
    }
}

fn judge(value: String) -> Result<String, ParamFault> {
    if value.len() > MAX_VALUE {
        return Err(ParamFault::Oversize);
    }
    if value.chars().any(char::is_control) {
        return Err(ParamFault::Control);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> Params {
        Params::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn an_empty_value_counts_as_omitted() {
        assert_eq!(params(&[("nonce", "")]).get("nonce"), Ok(None));
    }

    #[test]
    fn doubled_stays_doubled_also_with_equal_or_empty_values() {
        for second in ["a", "b", ""] {
            let params = params(&[("scope", "a"), ("scope", second)]);
            assert_eq!(params.get("scope"), Err(ParamFault::Doubled));
            assert_eq!(params.check_all(), Err(ParamFault::Doubled));
        }
    }

    #[test]
    fn control_characters_and_long_values_are_faults_of_their_parameter_alone() {
        let long = "x".repeat(MAX_VALUE + 1);
        let params = params(&[("state", "ok"), ("a", "nul\0"), ("b", &long), ("c", "line\nbreak")]);
        assert_eq!(params.get("state"), Ok(Some("ok")));
        assert_eq!(params.get("a"), Err(ParamFault::Control));
        assert_eq!(params.get("b"), Err(ParamFault::Oversize));
        assert_eq!(params.get("c"), Err(ParamFault::Control));
    }

    #[test]
    fn too_many_are_counted_and_not_kept() {
        let many = Params::new((0..=MAX_COUNT).map(|n| (format!("p{n}"), String::new())));
        assert_eq!(many.values.len(), MAX_COUNT);
        assert_eq!(many.check_all(), Err(ParamFault::Oversize));
    }
}
