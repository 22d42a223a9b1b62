//! A U2F security key in software, for tests: presence only, ES256 on P-256, attestation `fido-u2f` or none. [`Passkey`] is a
//! phone or laptop in the same manner.
//!
//! Everything follows from the seed (signatures by RFC 6979), so a test gives the same bytes in every run. An answer is made in
//! two steps: [`U2fKey::prepare_registration`] gives all of its parts, a test may change any of them, and `sign` then signs
//! the changed parts rightly. So each check of the verifier can be shown alone.

pub mod cbor;
mod certificate;
mod passkey;

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::base64url::Base64Url;
pub use passkey::Passkey;

/// A security key in software.
#[derive(Clone)]
pub struct U2fKey {
    secret: SigningKey,
    maker: Maker,
    credential_id: Vec<u8>,
    sign_count: u32,
}

/// Who made the key: a root of its own, and the certificate that is in the key.
#[derive(Clone)]
struct Maker {
    root_secret: SigningKey,
    root: Vec<u8>,
    secret: SigningKey,
    certificate: Vec<u8>,
}

/// How the key says who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Not at all: what browsers pass on when nobody asked.
    None,
    /// By the maker's certificate, WebAuthn L3 section 8.6; the certificates are `x5c`.
    FidoU2f(Vec<Vec<u8>>),
    /// By the new key itself, WebAuthn L3 section 8.2.
    PackedSelf,
    /// In this format, with this statement as CBOR.
    Raw(String, Vec<u8>),
}

/// Authenticator data before it is signed (WebAuthn L3 section 6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthData {
    /// The RP ID that is hashed.
    pub rp_id: String,
    /// UP 0x01, UV 0x04, BE 0x08, BS 0x10, AT 0x40, ED 0x80.
    pub flags: u8,
    /// The counter.
    pub sign_count: u32,
    /// Attested credential data, extensions, and whatever else stands at the end.
    pub tail: Vec<u8>,
}

/// An enrolment's answer before it is signed.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The client data; written as JSON in the order of its members.
    pub client_data: Value,
    /// The authenticator data, without the attested credential data.
    pub auth_data: AuthData,
    /// The model of the key; zero for a U2F key.
    pub aaguid: [u8; 16],
    /// The id that the key gives itself.
    pub credential_id: Vec<u8>,
    /// The COSE key, as CBOR.
    pub public_key: Vec<u8>,
    /// How the key says who made it.
    pub statement: Statement,
    /// How the browser says that it reached the device.
    pub transports: Vec<String>,
    /// `authenticatorAttachment` of the browser.
    pub attachment: String,
    /// `clientExtensionResults` of the browser.
    pub extensions: Value,
}

/// A login's answer before it is signed.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// The client data; written as JSON.
    pub client_data: Value,
    /// The authenticator data.
    pub auth_data: AuthData,
    /// The id of the key that answers.
    pub credential_id: Vec<u8>,
    /// What only discoverable keys give.
    pub user_handle: Option<Vec<u8>>,
    /// `authenticatorAttachment` of the browser.
    pub attachment: String,
}

impl U2fKey {
    /// Makes a key; the same seed makes the same key.
    pub fn from_seed(seed: u8) -> Self {
        let root = secret(seed, "root");
        let own = secret(seed, "maker");
        let maker = Maker {
            root: certificate::root(&root),
            certificate: certificate::leaf(&certificate::public_key(own.verifying_key()), &root),
            root_secret: root,
            secret: own,
        };
        let credential_id = [digest(seed, "id, first half"), digest(seed, "id, second half")].concat();
        Self { secret: secret(seed, "key"), maker, credential_id, sign_count: 0 }
    }

    /// The id of the key, 64 bytes.
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// The root certificate of the key's maker, in DER.
    pub fn attestation_root(&self) -> Vec<u8> {
        self.maker.root.clone()
    }

    /// The key's attestation certificate, in DER.
    pub fn attestation_certificate(&self) -> Vec<u8> {
        self.maker.certificate.clone()
    }

    /// A certificate of the same maker for another public key (`SubjectPublicKeyInfo` in DER).
    pub fn certificate_for(&self, public_key: &[u8]) -> Vec<u8> {
        certificate::leaf(public_key, &self.maker.root_secret)
    }

    /// Sets the counter; the next assertion says one more.
    pub fn set_sign_count(&mut self, sign_count: u32) {
        self.sign_count = sign_count;
    }

    /// Answers `navigator.credentials.create` on a page of that origin.
    pub fn register(&self, options_json: &str, origin: &str) -> String {
        self.prepare_registration(options_json, origin).sign(self)
    }

    /// Answers `navigator.credentials.get` on a page of that origin; the counter goes up.
    pub fn assert(&mut self, options_json: &str, origin: &str) -> String {
        self.prepare_assertion(options_json, origin).sign(self)
    }

    /// All parts of an enrolment's answer.
    pub fn prepare_registration(&self, options_json: &str, origin: &str) -> Registration {
        let options = read(options_json);
        let statement = match options["attestation"].as_str() {
            Some("direct") => Statement::FidoU2f(vec![self.maker.certificate.clone()]),
            _ => Statement::None,
        };
        let rp_id = text(&options["rp"]["id"]);
        Registration {
            client_data: client_data("webauthn.create", &options, origin),
            // A U2F key's counter is 0 at its enrolment (WebAuthn L3 section 6.1.2).
            auth_data: AuthData { rp_id, flags: 0x41, sign_count: 0, tail: Vec::new() },
            aaguid: [0; 16],
            credential_id: self.credential_id.clone(),
            public_key: cose_key(self.secret.verifying_key()),
            statement,
            transports: vec!["usb".to_owned()],
            attachment: "cross-platform".to_owned(),
            extensions: json!({}),
        }
    }

    /// All parts of a login's answer; the counter goes up.
    pub fn prepare_assertion(&mut self, options_json: &str, origin: &str) -> Assertion {
        let options = read(options_json);
        self.sign_count += 1;
        let rp_id = text(&options["rpId"]);
        Assertion {
            client_data: client_data("webauthn.get", &options, origin),
            auth_data: AuthData { rp_id, flags: 0x01, sign_count: self.sign_count, tail: Vec::new() },
            credential_id: self.credential_id.clone(),
            user_handle: None,
            attachment: "cross-platform".to_owned(),
        }
    }
}

impl AuthData {
    fn bytes(&self, attested: &[u8]) -> Vec<u8> {
        let id_hash = Sha256::digest(self.rp_id.as_bytes());
        [id_hash.as_slice(), &[self.flags], &self.sign_count.to_be_bytes(), attested, &self.tail].concat()
    }
}

impl Registration {
    /// Signs the parts and writes them as the browser's JSON.
    pub fn sign(&self, key: &U2fKey) -> String {
        let client_data = self.client_data.to_string();
        let auth_data = self.auth_data.bytes(&self.attested());
        let object = cbor::map(&[
            (cbor::text("fmt"), cbor::text(self.format())),
            (cbor::text("attStmt"), self.statement_bytes(key, &auth_data, &Sha256::digest(&client_data))),
            (cbor::text("authData"), cbor::bytes(&auth_data)),
        ]);
        let response = json!({
            "clientDataJSON": Base64Url::encode(client_data.as_bytes()),
            "attestationObject": Base64Url::encode(&object),
            "transports": self.transports,
        });
        credential(&self.credential_id, (&self.attachment, &self.extensions), response)
    }

    /// What the maker's key signs (WebAuthn L3 section 8.6 step 5).
    pub fn u2f_message(&self, key: &U2fKey) -> Vec<u8> {
        let id_hash = Sha256::digest(self.auth_data.rp_id.as_bytes());
        let client_data_hash = Sha256::digest(self.client_data.to_string());
        let point = key.secret.verifying_key().to_sec1_point(false);
        [&[0], id_hash.as_slice(), client_data_hash.as_slice(), &self.credential_id, point.as_bytes()].concat()
    }

    fn attested(&self) -> Vec<u8> {
        let length =
            u16::try_from(self.credential_id.len()).expect("invariant: a credential id is shorter than 64 KiB");
        [&self.aaguid[..], &length.to_be_bytes(), &self.credential_id, &self.public_key].concat()
    }

    fn format(&self) -> &str {
        match &self.statement {
            Statement::None => "none",
            Statement::FidoU2f(_) => "fido-u2f",
            Statement::PackedSelf => "packed",
            Statement::Raw(format, _) => format,
        }
    }

    fn statement_bytes(&self, key: &U2fKey, auth_data: &[u8], client_data_hash: &[u8]) -> Vec<u8> {
        match &self.statement {
            Statement::None => cbor::map(&[]),
            Statement::Raw(_, statement) => statement.clone(),
            Statement::PackedSelf => {
                let signature = sign(&key.secret, &[auth_data, client_data_hash].concat());
                cbor::map(&[(cbor::text("alg"), cbor::integer(-7)), (cbor::text("sig"), cbor::bytes(&signature))])
            }
            Statement::FidoU2f(chain) => {
                let message = self.u2f_message(key);
                let chain: Vec<Vec<u8>> = chain.iter().map(|certificate| cbor::bytes(certificate)).collect();
                cbor::map(&[
                    (cbor::text("sig"), cbor::bytes(&sign(&key.maker.secret, &message))),
                    (cbor::text("x5c"), cbor::array(&chain)),
                ])
            }
        }
    }
}

impl Assertion {
    /// Signs the parts and writes them as the browser's JSON.
    pub fn sign(&self, key: &U2fKey) -> String {
        let client_data = self.client_data.to_string();
        let auth_data = self.auth_data.bytes(&[]);
        let message = [auth_data.as_slice(), &Sha256::digest(&client_data)].concat();
        let response = json!({
            "clientDataJSON": Base64Url::encode(client_data.as_bytes()),
            "authenticatorData": Base64Url::encode(&auth_data),
            "signature": Base64Url::encode(&sign(&key.secret, &message)),
            "userHandle": self.user_handle.as_deref().map(Base64Url::encode),
        });
        credential(&self.credential_id, (&self.attachment, &json!({})), response)
    }
}

fn client_data(kind: &str, options: &Value, origin: &str) -> Value {
    json!({ "type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": false })
}

#[expect(clippy::needless_pass_by_value, reason = "the value becomes a part of the answer")]
fn credential(id: &[u8], (attachment, extensions): (&str, &Value), response: Value) -> String {
    let id = Base64Url::encode(id);
    json!({
        "id": id,
        "rawId": id,
        "type": "public-key",
        "authenticatorAttachment": attachment,
        "clientExtensionResults": extensions,
        "response": response,
    })
    .to_string()
}

/// The COSE key of a point on P-256 (RFC 9053 section 7.1.1).
fn cose_key(key: &VerifyingKey) -> Vec<u8> {
    let point = key.to_sec1_point(false);
    let (x, y) = point.as_bytes()[1..].split_at(32);
    cbor::map(&[
        (cbor::integer(1), cbor::integer(2)),
        (cbor::integer(3), cbor::integer(-7)),
        (cbor::integer(-1), cbor::integer(1)),
        (cbor::integer(-2), cbor::bytes(x)),
        (cbor::integer(-3), cbor::bytes(y)),
    ])
}

fn sign(secret: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: DerSignature = secret.sign(message);
    signature.as_bytes().to_vec()
}

fn digest(seed: u8, what: &str) -> [u8; 32] {
    Sha256::new().chain_update(b"u2f test key ").chain_update([seed]).chain_update(what).finalize().into()
}

fn secret(seed: u8, what: &str) -> SigningKey {
    SigningKey::from_slice(&digest(seed, what)).expect("invariant: a hash is no scalar once in 2^32 tries at most")
}

fn read(options_json: &str) -> Value {
    serde_json::from_str(options_json).expect("invariant: the options are JSON")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
