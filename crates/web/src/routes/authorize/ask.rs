//! Reading a request: the client, what it pushed or what the browser brings, and the hint of who it should be.

use axum::response::IntoResponse;
use oidc::authorize::{self, Arrival, PageError, Rejection, ReplyTo, Request};
use oidc::client::Client;
use oidc::error::{OAuthError, Refused};
use oidc::{Params, id_token, par};

use super::{answer, page};
use crate::ctx::Ctx;
use crate::flow::Stop;
use page::Trouble;

/// A checked request and whose it is.
pub(super) struct Asked {
    pub(super) request: Request,
    pub(super) client: Client,
}

/// Reads and checks; whatever is wrong is answered here, on a page or at the application, as the rules say.
pub(super) async fn read(ctx: &Ctx, params: &Params) -> Result<Asked, Stop> {
    let client = match authorize::client_id(params) {
        Ok(id) => ctx.app.store.find_client(&id, ctx.now).await?,
        Err(_) => None,
    };
    let pushed = match (par::named(params), &client) {
        (Some(name), Some(client)) => Some(ctx.app.store.take_pushed(&name.hash(), &client.id).await?),
        _ => None,
    };
    let checked = match pushed {
        Some(row) => match par::take(row, params, ctx.now) {
            Ok(request) => still_registered(request, client.as_ref()),
            Err(_) => return Err(page::trouble(ctx, client.as_ref(), Trouble::Pushed).await),
        },
        None => authorize::check(params, client.as_ref(), Arrival::Browser),
    };
    let client = client.filter(|client| client.enabled);
    match (checked, client) {
        (Ok(request), Some(client)) => {
            let request = with_hint(ctx, request, &client).await?;
            Ok(Asked { request, client })
        }
        (Err(Rejection::Redirect(to, refused)), Some(client)) => Err(refuse(ctx, &client, &to, refused).await?),
        (Err(Rejection::Page(PageError::RedirectUri)), client) => {
            Err(page::trouble(ctx, client.as_ref(), Trouble::RedirectUri).await)
        }
        _ => Err(page::trouble(ctx, None, Trouble::UnknownClient).await),
    }
}

/// What was pushed was checked then; the registration may have been changed since.
fn still_registered(request: Request, client: Option<&Client>) -> Result<Request, Rejection> {
    match client.filter(|client| client.enabled) {
        None => Err(Rejection::Page(PageError::UnknownClient)),
        Some(client) if !client.allows_redirect(&request.to.redirect_uri) => {
            Err(Rejection::Page(PageError::RedirectUri))
        }
        Some(_) => Ok(request),
    }
}

/// Takes the hint out of the request: what it says is kept, the token itself is not.
async fn with_hint(ctx: &Ctx, mut request: Request, client: &Client) -> Result<Request, Stop> {
    let Some(token) = request.id_token_hint.take() else { return Ok(request) };
    let keys = ctx.app.oidc.hint_keys(ctx.now).await?;
    let hint = id_token::read_hint(&token, &keys, &ctx.app.oidc.issuer).ok().filter(|hint| hint.client == client.id);
    let refused = match (hint, &request.subject) {
        (None, _) => Refused::request("id_token_hint is no ID token of this client from this issuer"),
        (Some(hint), Some(subject)) if hint.subject != *subject => {
            Refused::new(OAuthError::LoginRequired, "id_token_hint and claims ask for two people")
        }
        (Some(hint), _) => {
            request.subject = Some(hint.subject);
            return Ok(request);
        }
    };
    let to = request.to.clone();
    Err(refuse(ctx, client, &to, refused).await?)
}

async fn refuse(ctx: &Ctx, client: &Client, to: &ReplyTo, refused: Refused) -> Result<Stop, Stop> {
    answer::admit_stranger(ctx)?;
    answer::audit_refusal(ctx, None, client, refused).await;
    let reply = to.error(refused, &ctx.app.oidc.issuer);
    Ok(Stop::answer(answer::send(ctx, client, &reply)?.into_response()))
}
