//! What the options make of an application, and the secret that comes of it.

use credentials::token::SecretToken;
use oidc::client::{Client, ClientAuth, ClientId, ConsentRule, PkceRule, SecretHash};
use oidc::jose::Alg;
use oidc::scope::{Scope, Scopes};
use zeroize::Zeroizing;

use super::keys_file;
use crate::cli::client::{Auth, Consent, Details, Rule};
use crate::complaint::{Complaint, quoted};
use crate::os_rng::OsRng;

/// A secret that was made just now, to be shown once.
pub type NewSecret = Option<Zeroizing<String>>;

/// An application before any option: it has to prove who it is, to use PKCE, and people are asked.
pub fn blank(id: ClientId, name: &str) -> Client {
    Client {
        id,
        name: name.trim().to_owned(),
        enabled: true,
        auth: ClientAuth::Basic(Vec::new()),
        redirect_uris: Vec::new(),
        post_logout_uris: Vec::new(),
        pkce: PkceRule::Required,
        par_required: false,
        scopes: Scopes::from_iter([Scope::Openid, Scope::Profile, Scope::Email]),
        id_token_alg: Alg::Rs256,
        consent: ConsentRule::Ask,
        back_channel_logout_uri: None,
        least_acr: None,
        cors_origins: Vec::new(),
    }
}

/// Changes what was given and leaves the rest; the answer is a secret, when the application needs one and has none.
pub fn apply(client: &mut Client, details: &Details) -> Result<NewSecret, Complaint> {
    replace(&mut client.redirect_uris, &details.redirect_uri);
    replace(&mut client.post_logout_uris, &details.post_logout_uri);
    replace(&mut client.cors_origins, &details.cors_origin);
    if let Some(uri) = &details.logout_uri {
        client.back_channel_logout_uri = Some(uri.clone()).filter(|uri| !uri.is_empty());
    }
    if let Some(names) = &details.scopes {
        client.scopes = scopes(names)?;
    }
    if let Some(rule) = details.pkce {
        client.pkce = if rule == Rule::Required { PkceRule::Required } else { PkceRule::OldClient };
    }
    if let Some(rule) = details.par {
        client.par_required = rule == Rule::Required;
    }
    if let Some(consent) = details.consent {
        client.consent = if consent == Consent::Given { ConsentRule::FirstParty } else { ConsentRule::Ask };
    }
    if let Some(alg) = details.alg {
        client.id_token_alg = alg.into();
    }
    if let Some(level) = details.least_acr {
        client.least_acr = level.least();
    }
    authenticate(client, details)
}

/// A list that is given replaces the whole list; one empty text empties it.
fn replace(list: &mut Vec<String>, given: &[String]) {
    if !given.is_empty() {
        *list = given.iter().filter(|text| !text.is_empty()).cloned().collect();
    }
}

fn scopes(names: &[String]) -> Result<Scopes, Complaint> {
    let scope = |name: &String| {
        Scope::parse(name.trim()).ok_or_else(|| {
            let known = Scope::ALL.map(Scope::as_str).join(", ");
            Complaint::new(quoted(name), format!("choose from {known}")).about("--scopes")
        })
    };
    names.iter().map(scope).collect()
}

fn authenticate(client: &mut Client, details: &Details) -> Result<NewSecret, Complaint> {
    let secrets = match &client.auth {
        ClientAuth::Basic(secrets) | ClientAuth::Post(secrets) => secrets.clone(),
        ClientAuth::None | ClientAuth::PrivateKeyJwt { .. } => Vec::new(),
    };
    let wanted = details.auth.unwrap_or(match client.auth {
        ClientAuth::Basic(_) => Auth::Basic,
        ClientAuth::Post(_) => Auth::Post,
        ClientAuth::PrivateKeyJwt { .. } => Auth::PrivateKeyJwt,
        ClientAuth::None => Auth::None,
    });
    if details.jwks.is_some() && wanted != Auth::PrivateKeyJwt {
        let advice = "leave them out, or let it prove who it is with private-key-jwt";
        return Err(Complaint::new("keys for an application that does not sign", advice).about("--jwks"));
    }
    let (auth, secret) = match wanted {
        Auth::None => (ClientAuth::None, None),
        Auth::PrivateKeyJwt => (signing(&client.auth, details)?, None),
        Auth::Basic => with_secret(secrets, ClientAuth::Basic),
        Auth::Post => with_secret(secrets, ClientAuth::Post),
    };
    client.auth = auth;
    Ok(secret)
}

fn signing(now: &ClientAuth, details: &Details) -> Result<ClientAuth, Complaint> {
    match (&details.jwks, now) {
        (Some(file), _) => {
            let keys = keys_file::read(file)?;
            let alg = keys.first().map_or(Alg::Rs256, oidc::jose::PublicKey::alg);
            Ok(ClientAuth::PrivateKeyJwt { alg, keys })
        }
        (None, ClientAuth::PrivateKeyJwt { .. }) => Ok(now.clone()),
        (None, _) => {
            let advice = "give the file with the application's public keys (JSON Web Key Set)";
            Err(Complaint::new("no keys for an application that signs", advice).about("--jwks"))
        }
    }
}

fn with_secret(secrets: Vec<SecretHash>, method: fn(Vec<SecretHash>) -> ClientAuth) -> (ClientAuth, NewSecret) {
    if !secrets.is_empty() {
        return (method(secrets), None);
    }
    let secret = SecretToken::generate(&OsRng);
    (method(vec![SecretHash(secret.hash())]), Some(secret.expose()))
}
