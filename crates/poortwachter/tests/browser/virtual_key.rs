//! Security keys, phones and laptops that the browser itself plays: virtual authenticators of `WebDriver` (WebAuthn Level 3 section 11).
//!
//! Each stays plugged in until it is pulled out, and touches itself when it is asked, unless it was made to be held still.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::{Command, ExtensionCommand};

use super::browser::Browser;

/// The makes of keys that people own.
#[derive(Clone, Copy, Debug)]
pub enum Make {
    /// A key of the type U2F, as the article names it.
    U2f,
    /// A newer key (FIDO2) without a PIN.
    Fido2,
    /// A newer key on which its owner put a PIN, and who knows it until [`forget_the_pin`](Browser::forget_the_pin).
    Fido2WithPin,
    /// A key of the type U2F that nobody touches.
    Untouched,
    /// A phone or laptop whose passkeys are synced, unlocked by its owner until [`forget_the_pin`](Browser::forget_the_pin).
    Phone,
    /// A laptop whose passkeys stay in it.
    Laptop,
    /// A laptop that nobody unlocks.
    Left,
}

impl Make {
    fn parameters(self) -> Value {
        match self {
            Self::Phone | Self::Laptop | Self::Left => self.of_a_device(),
            Self::U2f | Self::Fido2 | Self::Fido2WithPin | Self::Untouched => self.of_a_key(),
        }
    }

    fn of_a_device(self) -> Value {
        let synced = matches!(self, Self::Phone);
        json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserConsenting": !matches!(self, Self::Left),
            "isUserVerified": true,
            "defaultBackupEligibility": synced,
            "defaultBackupState": synced,
        })
    }

    fn of_a_key(self) -> Value {
        let protocol = match self {
            Self::Fido2 | Self::Fido2WithPin => "ctap2",
            _ => "ctap1/u2f",
        };
        json!({
            "protocol": protocol,
            "transport": "usb",
            "hasResidentKey": false,
            "hasUserVerification": matches!(self, Self::Fido2WithPin),
            "isUserConsenting": !matches!(self, Self::Untouched),
            "isUserVerified": matches!(self, Self::Fido2WithPin),
        })
    }
}

/// A key in the port; `pull_out` takes it back.
#[must_use]
pub struct VirtualKey {
    id: String,
}

impl Browser {
    /// Puts a new key into the port.
    pub async fn plug_in(&self, make: Make) -> VirtualKey {
        let added = self.webauthn(Method::POST, String::new(), Some(make.parameters())).await;
        VirtualKey { id: added.as_str().expect("chromedriver names the authenticator").to_owned() }
    }

    /// Takes a key out; what was registered on it is gone with it.
    pub async fn pull_out(&self, key: VirtualKey) {
        self.webauthn(Method::DELETE, format!("/{}", key.id), None).await;
    }

    /// From here on the key gets no PIN when it asks for one.
    ///
    /// The browser's virtual key of this make wants its PIN for every registration, whatever the page says; real ones that know U2F do not.
    pub async fn forget_the_pin(&self, key: &VirtualKey) {
        let no = json!({"isUserVerified": false});
        self.webauthn(Method::POST, format!("/{}/uv", key.id), Some(no)).await;
    }

    /// How many keypairs a key holds.
    pub async fn registered_on(&self, key: &VirtualKey) -> usize {
        self.credentials_of(key).await.len()
    }

    /// What chromedriver tells of the keypairs of a key.
    pub async fn credentials_of(&self, key: &VirtualKey) -> Vec<Value> {
        let list = self.webauthn(Method::GET, format!("/{}/credentials", key.id), None).await;
        list.as_array().cloned().unwrap_or_default()
    }

    async fn webauthn(&self, method: Method, path: String, parameters: Option<Value>) -> Value {
        let command = OfAuthenticators { method, path, parameters };
        let done = self.driver.cmd(Command::ExtensionCommand(Box::new(command))).await;
        let done = self.or_fail(done, "a command to the virtual authenticators").await;
        done.value_json().unwrap_or(Value::Null)
    }
}

#[derive(Debug)]
struct OfAuthenticators {
    method: Method,
    path: String,
    parameters: Option<Value>,
}

impl ExtensionCommand for OfAuthenticators {
    fn parameters_json(&self) -> Option<Value> {
        self.parameters.clone()
    }

    fn method(&self) -> Method {
        self.method.clone()
    }

    fn endpoint(&self) -> Arc<str> {
        format!("/webauthn/authenticator{}", self.path).into()
    }
}
