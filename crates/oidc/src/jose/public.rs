//! Public keys: as JSON Web Keys (RFC 7517), with their thumbprint (RFC 7638), and what they verify.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Alg;

/// A public key; the variant is the algorithm.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// RSA: modulus and exponent, big-endian without leading zeros.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
    /// A point on P-256, uncompressed: 04, x, y.
    Ec {
        /// 65 bytes.
        point: Vec<u8>,
    },
    /// Ed25519.
    Ed {
        /// 32 bytes.
        x: Vec<u8>,
    },
}

/// A public key in a JSON Web Key Set (RFC 7517 section 4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// The key's family: `RSA`, `EC` or `OKP`.
    pub kty: String,
    /// Its name; we use the thumbprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The one algorithm that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `sig`.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// RSA modulus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// RSA exponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// Curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// First coordinate, or the whole Ed25519 key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Second coordinate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
}

impl PublicKey {
    /// The algorithm that it verifies.
    pub const fn alg(&self) -> Alg {
        match self {
            Self::Rsa { .. } => Alg::Rs256,
            Self::Ec { .. } => Alg::Es256,
            Self::Ed { .. } => Alg::EdDsa,
        }
    }

    /// Whether the signature, in the form that a token carries, is this key's over the bytes.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            Self::Ec { point } => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            Self::Ed { x } => UnparsedPublicKey::new(&ED25519, x).verify(message, signature).is_ok(),
        }
    }

    /// The SHA-256 thumbprint in base64url, which is the key's `kid` (RFC 7638 section 3, RFC 8037 section 2).
    pub fn thumbprint(&self) -> String {
        let jwk = self.members();
        let text = |member: &Option<String>| member.clone().unwrap_or_default();
        // The required members in the order of their names, without spaces; base64url needs no escaping.
        let canonical = match self {
            Self::Rsa { .. } => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, text(&jwk.e), text(&jwk.n)),
            Self::Ec { .. } => {
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, text(&jwk.x), text(&jwk.y))
            }
            Self::Ed { .. } => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, text(&jwk.x)),
        };
        URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
    }

    /// The key for a key set, named by its thumbprint, for signatures of its one algorithm.
    pub fn to_jwk(&self) -> Jwk {
        Jwk {
            kid: Some(self.thumbprint()),
            alg: Some(self.alg().as_str().to_owned()),
            usage: Some("sig".to_owned()),
            ..self.members()
        }
    }

    fn members(&self) -> Jwk {
        let encode = |bytes: &[u8]| Some(URL_SAFE_NO_PAD.encode(bytes));
        match self {
            Self::Rsa { n, e } => Jwk { kty: "RSA".to_owned(), n: encode(n), e: encode(e), ..Jwk::default() },
            Self::Ec { point } => {
                let (x, y) = point.get(1..).unwrap_or_default().split_at(point.len().saturating_sub(1) / 2);
                let crv = Some("P-256".to_owned());
                Jwk { kty: "EC".to_owned(), crv, x: encode(x), y: encode(y), ..Jwk::default() }
            }
            Self::Ed { x } => {
                Jwk { kty: "OKP".to_owned(), crv: Some("Ed25519".to_owned()), x: encode(x), ..Jwk::default() }
            }
        }
    }
}

impl Jwk {
    /// The key, when it is one for signatures that we verify: RSA of 2048 to 8192 bits, P-256 or Ed25519.
    pub fn to_public(&self) -> Option<PublicKey> {
        if self.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return None;
        }
        let key = match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", _) => {
                let (n, e) = (decode(self.n.as_ref())?, decode(self.e.as_ref())?);
                ((256..=1024).contains(&n.len()) && (1..=4).contains(&e.len()) && n[0] != 0)
                    .then_some(PublicKey::Rsa { n, e })?
            }
            ("EC", Some("P-256")) => {
                let (x, y) = (decode(self.x.as_ref())?, decode(self.y.as_ref())?);
                (x.len() == 32 && y.len() == 32).then(|| PublicKey::Ec { point: [&[4][..], &x, &y].concat() })?
            }
            ("OKP", Some("Ed25519")) => {
                let x = decode(self.x.as_ref())?;
                (x.len() == 32).then_some(PublicKey::Ed { x })?
            }
            _ => return None,
        };
        let named = self.alg.as_deref().is_none_or(|alg| alg == key.alg().as_str());
        named.then_some(key)
    }
}

fn decode(member: Option<&String>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(member?).ok()
}
