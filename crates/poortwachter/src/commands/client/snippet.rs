//! `client snippet`: what to put into an application's settings, ready to copy, for what it is made with.
//!
//! Every value is the portal's own, so that nothing has to be looked up; a secret that was made before is not known any more and is left open.

mod texts;

use oidc::client::{Client, ClientAuth};

use super::super::account::desk;
use super::find;
use crate::cli::client::{Snippet, SnippetKind};
use crate::complaint::Complaints;

/// What a snippet is filled with.
pub struct Filled<'a> {
    /// The portal's address.
    pub issuer: &'a str,
    /// The application.
    pub client: &'a Client,
    /// Its secret, when it was made just now.
    pub secret: Option<&'a str>,
}

impl Filled<'_> {
    /// The secret, or where it goes; nothing for applications without one.
    fn secret(&self) -> Option<&str> {
        match self.client.auth {
            ClientAuth::Basic(_) | ClientAuth::Post(_) => Some(self.secret.unwrap_or("THE-CLIENT-SECRET")),
            ClientAuth::None | ClientAuth::PrivateKeyJwt { .. } => None,
        }
    }

    /// The first address to which answers go.
    fn redirect(&self) -> &str {
        self.client.redirect_uris.first().map_or("", String::as_str)
    }

    fn metadata(&self) -> String {
        format!("{}{}", self.issuer, oidc::discovery::PATH)
    }

    fn scopes(&self) -> String {
        self.client.scopes.to_text()
    }
}

/// Prints it.
pub async fn run(wanted: &Snippet) -> Result<(), Complaints> {
    desk::work(&wanted.settings, None, async |desk| {
        let client = find(desk, &wanted.id).await?.client;
        let issuer = desk.settings.server.public_url()?.as_str();
        Ok(text(wanted.kind, &Filled { issuer, client: &client, secret: None }))
    })
    .await
}

/// The snippet.
pub fn text(kind: SnippetKind, filled: &Filled<'_>) -> String {
    match kind {
        SnippetKind::ModAuthOpenidc => texts::mod_auth_openidc(filled),
        SnippetKind::OpenidClient => texts::openid_client(filled),
        SnippetKind::Authlib => texts::authlib(filled),
        SnippetKind::Openidconnect => texts::openidconnect(filled),
        SnippetKind::Generic => texts::generic(filled),
    }
}
