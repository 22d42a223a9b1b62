//! Keycloak's credentials of type `password`: two JSON texts, one with the algorithm and its cost, one with salt and hash.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::parse::octets;
use super::{Digest, ForeignHash, ForeignRefusal, Scheme, Variant};
use crate::hashing::HashParams;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CredentialData {
    hash_iterations: u32,
    algorithm: String,
    #[serde(default)]
    additional_parameters: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct SecretData {
    value: String,
    salt: String,
}

impl CredentialData {
    fn number(&self, name: &str) -> Result<u32, ForeignRefusal> {
        let text = self.additional_parameters.get(name).and_then(|values| values.first());
        text.and_then(|text| text.parse().ok()).ok_or(ForeignRefusal::Malformed)
    }

    fn word(&self, name: &str) -> Option<&str> {
        self.additional_parameters.get(name)?.first().map(String::as_str)
    }
}

impl ForeignHash {
    /// Reads `credentialData` and `secretData` of a credential: PBKDF2 of every kind that Keycloak has written, and Argon2.
    pub fn from_keycloak(credential_data: &str, secret_data: &str) -> Result<Self, ForeignRefusal> {
        let data: CredentialData = serde_json::from_str(credential_data).map_err(|_| ForeignRefusal::Malformed)?;
        let secret: SecretData = serde_json::from_str(secret_data).map_err(|_| ForeignRefusal::Malformed)?;
        let (salt, tag) = (octets(&secret.salt)?, octets(&secret.value)?);
        let pbkdf2 =
            |digest| Scheme::Pbkdf2 { digest, rounds: data.hash_iterations, salt: salt.clone(), tag: tag.clone() };
        let scheme = match data.algorithm.as_str() {
            "pbkdf2" => pbkdf2(Digest::Sha1),
            "pbkdf2-sha256" => pbkdf2(Digest::Sha256),
            "pbkdf2-sha512" => pbkdf2(Digest::Sha512),
            "argon2" => argon2(&data, salt, tag)?,
            _ => return Err(ForeignRefusal::Unknown),
        };
        Self::checked(scheme)
    }
}

fn argon2(data: &CredentialData, salt: Vec<u8>, tag: Vec<u8>) -> Result<Scheme, ForeignRefusal> {
    let variant = match data.word("type") {
        Some("id") | None => Variant::Id,
        Some("i") => Variant::I,
        Some("d") => Variant::D,
        Some(_) => return Err(ForeignRefusal::Malformed),
    };
    let version = match data.word("version") {
        Some("1.3") | None => 19,
        Some("1.0") => 16,
        Some(_) => return Err(ForeignRefusal::Malformed),
    };
    let params = HashParams {
        memory_kib: data.number("memory")?,
        passes: data.hash_iterations,
        lanes: data.number("parallelism")?,
    };
    Ok(Scheme::Argon2 { variant, version, params, salt, tag })
}
