//! Form bodies: read strictly, once, in one place.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use percent_encoding::percent_decode_str;

/// The fields of a form.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, String>);

/// Why a body is no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAForm {
    /// Another content type.
    #[error("the content type is not a form's")]
    ContentType,
    /// Not UTF-8, or a field twice.
    #[error("the form cannot be read")]
    Form,
}

impl Fields {
    /// Reads an `application/x-www-form-urlencoded` body; a field that stands twice makes the whole form unreadable.
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, NotAForm> {
        if !is_form(headers) {
            return Err(NotAForm::ContentType);
        }
        let body = std::str::from_utf8(body).map_err(|_| NotAForm::Form)?;
        Self::parse(body).ok_or(NotAForm::Form)
    }

    /// Reads the query of an address in the same way.
    pub fn parse(text: &str) -> Option<Self> {
        let mut fields = BTreeMap::new();
        for (name, value) in pairs(text)? {
            if fields.insert(name, value).is_some() {
                return None;
            }
        }
        Some(Self(fields))
    }

    /// What stands in a field; empty when it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether a field was sent at all, perhaps empty.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What stands in a field that was sent and is not empty.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }
}

/// Whether the body says that it is a form.
pub fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = content_type.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The fields in the order in which they came, also those that stand twice; `None` when one of them is no UTF-8.
pub fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let decoded = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(name)?, decode(value)?))
    };
    text.split('&').filter(|pair| !pair.is_empty()).map(decoded).collect()
}

fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_send() {
        let fields = Fields::parse("a=1+2&b=%C3%A9&c=&d").unwrap();
        assert_eq!((fields.get("a"), fields.get("b"), fields.some("c"), fields.some("e")), ("1 2", "é", None, None));
    }

    #[test]
    fn refuses_what_no_browser_sends() {
        for text in ["a=1&a=2", "a=%ff", "%ff=a"] {
            assert!(Fields::parse(text).is_none(), "{text}");
        }
        let mut headers = HeaderMap::new();
        assert_eq!(Fields::read(&headers, b"a=1").unwrap_err(), NotAForm::ContentType);
        headers.insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8".parse().unwrap());
        assert_eq!(Fields::read(&headers, b"\xff").unwrap_err(), NotAForm::Form);
        assert!(Fields::read(&headers, b"a=1").is_ok());
    }
}
