//! The script: the same requests to either provider, and what each comes to.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

use crate::side::{Side, Told, at_the_application, at_the_browser};

/// A verifier (RFC 7636 section 4.1) that both sides are given.
const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more-0";

/// A provider, the secret of `dossier` there and of `other`, and what was found.
pub struct Run {
    pub side: Side,
    pub secrets: BTreeMap<&'static str, String>,
    pub found: Vec<(&'static str, String)>,
}

/// Fields as a query or a form.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect::<Vec<_>>().join("&")
}

/// A right request of `dossier` with other parameters on top; an empty value leaves one out.
pub fn asks(changed: &[(&str, &str)]) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let usual = [
        ("response_type", "code"),
        ("client_id", "dossier"),
        ("redirect_uri", "https://dossier.voorbeeld.example/callback"),
        ("scope", "openid profile email offline_access"),
        ("state", "s"),
        ("nonce", "n"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    let all: Vec<_> = kept.chain(changed.iter().filter(|(_, value)| !value.is_empty())).copied().collect();
    format!("/authorize?{}", encoded(&all))
}

impl Run {
    fn note(&mut self, name: &'static str, outcome: String) {
        self.found.push((name, outcome));
    }

    /// Requests of the browser, each judged by itself.
    pub async fn browses(&mut self, requests: &[(&'static str, &[(&str, &str)])]) {
        for (name, changed) in requests {
            let told = self.side.browse(Method::GET, &asks(changed), "").await;
            self.note(name, at_the_browser(&told));
        }
    }

    /// A page that the browser goes to.
    pub async fn visits(&mut self, name: &'static str, path: &str) {
        let told = self.side.browse(Method::GET, path, "").await;
        self.note(name, at_the_browser(&told));
    }

    /// A fresh code of the browser's session.
    pub async fn code(&mut self) -> String {
        let told = self.side.browse(Method::GET, &asks(&[]), "").await;
        let location = told.header("location").to_owned();
        let code = location.split(['?', '&']).find_map(|pair| pair.strip_prefix("code="));
        code.unwrap_or_else(|| panic!("no code: {told:?}")).to_owned()
    }

    /// A form of an application that proves itself with its secret.
    pub async fn posts_as(&mut self, client: &str, path: &str, fields: &[(&str, &str)]) -> Told {
        let proof = format!("Basic {}", STANDARD.encode(format!("{client}:{}", self.secrets[client])));
        self.posts(path, fields, &proof).await
    }

    /// A form with that header, or none.
    pub async fn posts(&mut self, path: &str, fields: &[(&str, &str)], authorization: &str) -> Told {
        self.side.call(Method::POST, path, &encoded(fields), &[("authorization", authorization)]).await
    }

    /// The same, judged.
    pub async fn told(&mut self, name: &'static str, path: &str, fields: &[(&str, &str)]) -> Told {
        let told = self.posts_as("dossier", path, fields).await;
        self.note(name, at_the_application(&told));
        told
    }

    /// Judges what was answered already.
    pub fn judged(&mut self, name: &'static str, told: &Told) {
        self.note(name, at_the_application(told));
    }

    /// A judgement in the script's own words.
    pub fn says(&mut self, name: &'static str, outcome: impl Into<String>) {
        self.note(name, outcome.into());
    }

    /// Redeems a code, with other fields on top; an empty value leaves one out.
    pub async fn redeems(&mut self, name: &'static str, code: &str, changed: &[(&str, &str)]) -> Told {
        let usual = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", "https://dossier.voorbeeld.example/callback"),
            ("code_verifier", VERIFIER),
        ];
        let kept = usual.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
        let all: Vec<_> = kept.chain(changed.iter().filter(|(_, value)| !value.is_empty())).copied().collect();
        self.told(name, "/token", &all).await
    }

    /// Userinfo with a token.
    pub async fn who(&mut self, name: &'static str, headers: &[(&str, &str)]) -> Told {
        let told = self.side.call(Method::GET, "/userinfo", "", headers).await;
        self.note(name, at_the_application(&told));
        told
    }
}
