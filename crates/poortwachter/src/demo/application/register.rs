//! The site's registration: made new at each start of the demo, since its port and its secret are.

use credentials::token::SecretToken;
use oidc::client::{Client, ClientAuth, ClientId, ConsentRule, PkceRule, SecretHash};
use oidc::jose::Alg;
use oidc::scope::{Scope, Scopes};
use store::{Actor, Context};
use web::App;

use super::{CALLBACK, LOGGED_OUT};

/// Registers the site at this address; the registration and its secret.
pub(super) async fn register(app: &App, origin: &str) -> anyhow::Result<(Client, String)> {
    let secret = SecretToken::generate(&*app.rng);
    let id = ClientId::parse("demo-application").ok_or_else(|| anyhow::anyhow!("no name"))?;
    let client = Client {
        id,
        name: "Dossierzicht".to_owned(),
        enabled: true,
        auth: ClientAuth::Basic(vec![SecretHash(secret.hash())]),
        redirect_uris: vec![format!("{origin}{CALLBACK}")],
        post_logout_uris: vec![format!("{origin}/")],
        pkce: PkceRule::Required,
        par_required: false,
        scopes: Scopes::from_iter([Scope::Openid, Scope::Profile, Scope::Email, Scope::Groups]),
        id_token_alg: Alg::Es256,
        consent: ConsentRule::Ask,
        back_channel_logout_uri: Some(format!("{origin}{LOGGED_OUT}")),
        least_acr: None,
        cors_origins: Vec::new(),
    };
    let ctx = Context::new(app.clock.now(), Actor::System);
    if !app.store.change_client(&client, &ctx).await? {
        app.store.add_client(&client, &ctx).await?;
    }
    Ok((client, secret.expose().to_string()))
}
