//! The compact serialisation: signing one, and taking one apart before it is believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Alg, KeyError, PrivateKey, PublicKey};

/// A longer token (bytes) is not looked at.
pub const MAX_TOKEN: usize = 16 * 1024;

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum JwsError {
    /// Not three parts of base64url, a header or payload that is no JSON object, or too long.
    #[error("the token is malformed")]
    Malformed,
    /// The header names an algorithm that is not the key's.
    #[error("the token's algorithm is not the one that was agreed")]
    Algorithm,
    /// The header has `crit`, or brings its own key (`jwk`, `jku`, `x5u`, `x5c`).
    #[error("the token's header has members that are not accepted")]
    Header,
    /// The header's `typ` is another one.
    #[error("the token is of another type")]
    Type,
    /// The signature is not of this key over this text.
    #[error("the token's signature is not right")]
    Signature,
}

/// The protected header of a token (RFC 7515 section 4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    /// The name of the algorithm, whatever it is.
    pub alg: String,
    /// The name of the key.
    pub kid: Option<String>,
    /// The token's type.
    pub typ: Option<String>,
}

#[derive(Serialize)]
struct OurHeader<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

/// Signs the claims; `typ` such as `JWT` or `logout+jwt`.
pub fn sign<T: Serialize>(key: &PrivateKey, kid: &str, typ: &str, claims: &T) -> Result<String, KeyError> {
    let header = OurHeader { alg: key.alg().as_str(), typ, kid };
    let encode = |json: serde_json::Result<Vec<u8>>| json.map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
    let parts = (encode(serde_json::to_vec(&header)), encode(serde_json::to_vec(claims)));
    let (Ok(header), Ok(payload)) = parts else {
        return Err(KeyError::Sign);
    };
    let mut token = format!("{header}.{payload}");
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

/// A token that was taken apart. Its header may be read to choose a key; its claims only come out with a right signature.
#[derive(Clone, Debug)]
pub struct Unverified<'a> {
    header: Header,
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Takes a token apart; refuses what no token of ours or of a client has.
    pub fn parse(token: &'a str) -> Result<Self, JwsError> {
        if token.len() > MAX_TOKEN {
            return Err(JwsError::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(JwsError::Malformed)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::Malformed);
        let header = read_header(&decode(header)?)?;
        Ok(Self { header, signed, payload: decode(payload)?, signature: decode(signature)? })
    }

    /// The header, unproven.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Refuses a token of another type; `None` is allowed where old clients send none (RFC 8725 section 3.11).
    pub fn check_type(&self, allowed: &[Option<&str>]) -> Result<(), JwsError> {
        let typ = self.header.typ.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
        let fits = |allowed: Option<&str>| match (allowed, typ) {
            (None, None) => true,
            (Some(allowed), Some(typ)) => allowed.eq_ignore_ascii_case(typ),
            _ => false,
        };
        if allowed.iter().copied().any(fits) { Ok(()) } else { Err(JwsError::Type) }
    }

    /// Verifies the signature with this key under its own algorithm, and gives the claims.
    pub fn verify<T: DeserializeOwned>(&self, key: &PublicKey) -> Result<T, JwsError> {
        if Alg::parse(&self.header.alg) != Some(key.alg()) {
            return Err(JwsError::Algorithm);
        }
        if !key.verifies(self.signed.as_bytes(), &self.signature) {
            return Err(JwsError::Signature);
        }
        serde_json::from_slice(&self.payload).map_err(|_| JwsError::Malformed)
    }
}

fn read_header(bytes: &[u8]) -> Result<Header, JwsError> {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(bytes).map_err(|_| JwsError::Malformed)?;
    if ["crit", "jwk", "jku", "x5u", "x5c", "b64"].iter().any(|name| object.contains_key(*name)) {
        return Err(JwsError::Header);
    }
    let text = |name: &str| match object.get(name) {
        None => Ok(None),
        Some(serde_json::Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JwsError::Malformed),
    };
    Ok(Header { alg: text("alg")?.ok_or(JwsError::Malformed)?, kid: text("kid")?, typ: text("typ")? })
}
