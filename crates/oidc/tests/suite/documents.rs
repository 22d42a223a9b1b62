//! OP-21: the metadata says what the code does.

use oidc::acr::Acr;
use oidc::claims::Mapping;
use oidc::client::ClientAuth;
use oidc::discovery::{Endpoints, document};
use oidc::jose::Alg;
use serde_json::{Value, json};

use crate::support::{check, issuer, secret};

const ENDPOINTS: Endpoints = Endpoints {
    authorize: "/authorize",
    token: "/token",
    userinfo: "/userinfo",
    jwks: "/jwks",
    par: "/par",
    introspect: "/introspect",
    revoke: "/revoke",
    end_session: "/end-session",
};

fn metadata() -> Value {
    document(&issuer(), &ENDPOINTS, &Mapping::default(), &[Alg::Rs256, Alg::EdDsa], &["nl", "en"])
}

fn listed(name: &str) -> Vec<String> {
    serde_json::from_value(metadata()[name].clone()).unwrap()
}

#[test]
fn op_21_the_issuer_is_exact_and_every_endpoint_is_below_it() {
    let metadata = metadata();
    assert_eq!(metadata["issuer"], issuer().as_str());
    for (name, value) in metadata.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            assert!(value.as_str().unwrap().starts_with("https://login.example.org/"), "{name}");
        }
    }
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
}

#[test]
fn op_01_op_03_op_21_every_value_that_is_listed_is_accepted() {
    for mode in listed("response_modes_supported") {
        assert!(check(&[("response_mode", &mode)]).is_ok(), "{mode}");
    }
    for prompt in listed("prompt_values_supported") {
        assert!(check(&[("prompt", &prompt)]).is_ok(), "{prompt}");
    }
    for acr in listed("acr_values_supported") {
        assert!(Acr::parse(&acr).is_some(), "{acr}");
    }
    assert_eq!(listed("response_types_supported"), ["code"]);
    assert_eq!(listed("code_challenge_methods_supported"), ["S256"]);
    assert_eq!(listed("id_token_signing_alg_values_supported"), ["RS256", "EdDSA"]);
    let ways = listed("token_endpoint_auth_methods_supported");
    let hash = oidc::client::SecretHash(secret(1).hash());
    for auth in [
        ClientAuth::None,
        ClientAuth::Basic(vec![hash]),
        ClientAuth::Post(vec![hash]),
        ClientAuth::PrivateKeyJwt { alg: Alg::Es256, keys: vec![] },
    ] {
        assert!(ways.contains(&auth.as_str().to_owned()));
    }
    assert_eq!(ways.len(), 4);
    assert_eq!(metadata()["request_uri_parameter_supported"], json!(false));
}

#[test]
fn op_10_none_is_nowhere_among_the_algorithms() {
    for (name, value) in metadata().as_object().unwrap() {
        if name.contains("alg_values") {
            assert!(!value.to_string().contains("none") && !value.to_string().contains("HS"), "{name}");
        }
    }
}
