//! One application of `[[oidc.clients]]`.

use std::path::PathBuf;

use clap::ValueEnum;
use credentials::token::TokenHash;
use oidc::client::{ClientId, SecretHash};

use super::super::key::{Kind, Standing, keys, readable};
use crate::cli::client::{Alg, Auth, Consent, Details, Level, Rule};

keys! {
    /// An application that is registered by the settings.
    pub struct Client {
        /// Its public name.
        id: String = Kind::Text { expected: "1 to 64 letters, digits and -._~", check: id }, Standing::Required("\"verzuim\"");
        /// What people are shown.
        name: String = Kind::Text { expected: "a name of at most 100 characters", check: readable }, Standing::Required("\"Verzuimsysteem\"");
        /// Where answers go, exactly as the application sends it.
        redirect_uris: Vec<String> = Kind::Texts { expected: "addresses", check: some }, Standing::Required("[\"https://verzuim.example.org/callback\"]");
        /// Whether it may do anything.
        #[serde(default = "yes")]
        enabled: bool = Kind::Switch, Standing::Absent("true");
        /// How it proves who it is.
        #[serde(default = "basic")]
        auth: String = Kind::Choice(&["basic", "post", "private-key-jwt", "none"]), Standing::Absent("\"basic\"");
        /// For basic and post: the SHA-256 of its secret, as `poortwachter client make-secret` prints both; two while one is being replaced. Never the secret itself.
        #[serde(default)]
        secret_sha256: Vec<String> = Kind::Texts { expected: "64 hexadecimal digits", check: hash },
            Standing::Absent("[\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"]");
        /// For private-key-jwt: a file with its public keys (JSON Web Key Set).
        jwks_file: Option<PathBuf> = Kind::Text { expected: "the path of a file", check: readable }, Standing::OtherKind("\"/etc/poortwachter/verzuim.jwks.json\"");
        /// Where people may land after logging out.
        #[serde(default)]
        post_logout_uris: Vec<String> = Kind::Texts { expected: "addresses", check: some }, Standing::Absent("[\"https://verzuim.example.org/\"]");
        /// Where the portal tells it of the end of a session.
        logout_uri: Option<String> = Kind::Text { expected: "an address", check: some }, Standing::Absent("\"https://verzuim.example.org/logged-out\"");
        /// What it may learn.
        #[serde(default = "scopes")]
        scopes: Vec<String> = Kind::Texts { expected: "scopes", check: some }, Standing::Absent("[\"openid\", \"profile\", \"email\"]");
        /// Whether it must use PKCE; "optional" is for an old confidential application that cannot, and weaker.
        #[serde(default = "required")]
        pkce: String = Kind::Choice(&["required", "optional"]), Standing::Absent("\"required\"");
        /// Whether it must push its requests.
        #[serde(default = "optional")]
        par: String = Kind::Choice(&["required", "optional"]), Standing::Absent("\"optional\"");
        /// Whether people are asked before it learns who they are; "given" is for applications of the house.
        #[serde(default = "ask")]
        consent: String = Kind::Choice(&["ask", "given"]), Standing::Absent("\"ask\"");
        /// How its ID tokens are signed.
        #[serde(default = "rs256")]
        alg: String = Kind::Choice(&["RS256", "ES256", "EdDSA"]), Standing::Absent("\"RS256\"");
        /// The lowest level that it takes.
        #[serde(default = "two_factor")]
        least_acr: String = Kind::Choice(&["two-factor", "phr", "phrh"]), Standing::Absent("\"two-factor\"");
        /// Origins whose scripts may call the token and userinfo endpoints.
        #[serde(default)]
        cors_origins: Vec<String> = Kind::Texts { expected: "origins", check: some }, Standing::Absent("[]");
    }
}

impl Client {
    /// The same as the options of a command; the words of the settings are those of the options.
    pub fn details(&self) -> Details {
        Details {
            redirect_uri: self.redirect_uris.clone(),
            post_logout_uri: self.post_logout_uris.clone(),
            logout_uri: self.logout_uri.clone(),
            scopes: Some(self.scopes.clone()),
            auth: word::<Auth>(&self.auth),
            jwks: self.jwks_file.clone(),
            pkce: word::<Rule>(&self.pkce),
            par: word::<Rule>(&self.par),
            consent: word::<Consent>(&self.consent),
            alg: word::<Alg>(&self.alg),
            least_acr: word::<Level>(&self.least_acr),
            cors_origin: self.cors_origins.clone(),
        }
    }

    /// The hashes of its secrets.
    pub fn secrets(&self) -> Vec<SecretHash> {
        self.secret_sha256
            .iter()
            .filter_map(|text| bytes(text))
            .map(|hash| SecretHash(TokenHash::from_bytes(hash)))
            .collect()
    }
}

fn word<T: ValueEnum>(text: &str) -> Option<T> {
    T::from_str(text, false).ok()
}

/// 32 bytes in hexadecimals.
fn bytes(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

fn hash(text: &str) -> Result<(), &'static str> {
    bytes(text).map(drop).ok_or("it is no SHA-256 in hexadecimals")
}

fn id(text: &str) -> Result<(), &'static str> {
    ClientId::parse(text).map(drop).ok_or("it does not have 1 to 64 letters, digits and -._~")
}

fn some(text: &str) -> Result<(), &'static str> {
    match text.len() {
        0 => Err("it is empty"),
        1..=2048 => Ok(()),
        _ => Err("it is longer than 2048 characters"),
    }
}

fn yes() -> bool {
    true
}

fn basic() -> String {
    "basic".to_owned()
}

fn required() -> String {
    "required".to_owned()
}

fn optional() -> String {
    "optional".to_owned()
}

fn ask() -> String {
    "ask".to_owned()
}

fn rs256() -> String {
    "RS256".to_owned()
}

fn two_factor() -> String {
    "two-factor".to_owned()
}

fn scopes() -> Vec<String> {
    ["openid", "profile", "email"].map(str::to_owned).to_vec()
}
