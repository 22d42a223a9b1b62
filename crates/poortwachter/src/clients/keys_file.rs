//! The public keys of an application that signs its assertions, from a file with a JSON Web Key Set (RFC 7517 section 5).

use std::io::Read;
use std::path::Path;

use oidc::jose::{Jwk, PublicKey};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::complaint::Complaint;

/// The most bytes of such a file.
const MOST: u64 = 64 * 1024;
/// The most keys: two for each change, and a few to spare.
const KEYS: usize = 8;
/// Members that only a private or a shared key has (RFC 7518 section 6).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

#[derive(Deserialize)]
struct Set {
    keys: Vec<Map<String, Value>>,
}

/// Reads all keys of the file; each must be one for signatures.
pub fn read(file: &Path) -> Result<Vec<PublicKey>, Complaint> {
    let complaint =
        |found: &str, advice: &str| Complaint::new(found.to_owned(), advice.to_owned()).in_file(file).about("--jwks");
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|open| open.take(MOST).read_to_end(&mut bytes))
        .map_err(|error| complaint(&format!("a file that cannot be read ({error})"), "give the path of a key set"))?;
    let set: Set = serde_json::from_slice(&bytes)
        .map_err(|_| complaint("no JSON Web Key Set", "write {\"keys\": [...]} with the application's public keys"))?;
    if !(1..=KEYS).contains(&set.keys.len()) {
        return Err(complaint(&format!("{} keys", set.keys.len()), "give one to eight"));
    }
    let key = |(place, members): (usize, Map<String, Value>)| {
        if PRIVATE.iter().any(|name| members.contains_key(*name)) {
            let advice = "give the public half only; a private key that was handed around should be replaced";
            return Err(complaint(&format!("key {} with its private half", place + 1), advice));
        }
        let jwk: Option<Jwk> = serde_json::from_value(Value::Object(members)).ok();
        jwk.and_then(|jwk| jwk.to_public()).ok_or_else(|| {
            let advice =
                "give keys for signatures only: RSA of 2048 to 8192 bits (RS256), P-256 (ES256) or Ed25519 (EdDSA)";
            complaint(&format!("key {} of another kind", place + 1), advice)
        })
    };
    set.keys.into_iter().enumerate().map(key).collect()
}

#[cfg(test)]
mod tests {
    use oidc::jose::{Alg, PrivateKey};
    use serde_json::json;

    use super::*;

    fn read_text(text: &str) -> Result<Vec<PublicKey>, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read(file.path()).map_err(|complaint| complaint.to_string())
    }

    #[test]
    fn op_08_public_keys_are_taken() {
        let key = PrivateKey::generate(Alg::EdDsa).unwrap().public();
        assert_eq!(read_text(&json!({ "keys": [key.to_jwk()] }).to_string()), Ok(vec![key]));
    }

    #[test]
    fn op_08_anything_else_is_a_complaint() {
        for (text, said) in [
            ("", "found no JSON Web Key Set"),
            ("[]", "found no JSON Web Key Set"),
            (r#"{"keys": []}"#, "found 0 keys"),
            (r#"{"keys": [{"kty": "oct", "k": "AAAA"}]}"#, "found key 1 with its private half"),
            (
                r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA"}]}"#,
                "found key 1 with its private half",
            ),
            (r#"{"keys": [{"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}]}"#, "found key 1 of another kind"),
            (r#"{"keys": [{}]}"#, "found key 1 of another kind"),
        ] {
            let complaint = read_text(text).unwrap_err();
            assert!(complaint.contains("--jwks: ") && complaint.contains(said), "{text}: {complaint}");
        }
        assert!(read(Path::new("/no/such/file")).unwrap_err().to_string().contains("cannot be read"));
    }
}
