//! Bytes that stand in JSON as base64url without padding, as WebAuthn writes them (WebAuthn L3 section 3, "Base64url Encoding").

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes, in JSON a string.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Base64Url(pub Vec<u8>);

impl Base64Url {
    /// The bytes behind the text; none for padding, other alphabets and left-over bits.
    pub fn decode(text: &str) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(text).ok()
    }

    /// The text of bytes.
    pub fn encode(bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

impl Serialize for Base64Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Self::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::decode(&text).map(Self).ok_or_else(|| serde::de::Error::custom("expected base64url without padding"))
    }
}
