//! `POST /revoke`: a client gives a token back (RFC 7009); all tokens of the same login at that client end with it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::token::SecretToken;
use oidc::token::{Revoke, revoke};

use super::answer::Failure;
use super::call::Call;
use super::caller::Caller;
use crate::oidc::ENDPOINTS;

/// Ends the token's family, or does nothing: the answer is the same (section 2.2).
pub async fn submit(call: Call) -> Response {
    give_back(&call).await.unwrap_or_else(|failure| failure.answer(&call.ctx))
}

async fn give_back(call: &Call) -> Result<Response, Failure> {
    let (ctx, store) = (&call.ctx, &call.ctx.app.store);
    let caller = Caller::authenticate(call, ENDPOINTS.revoke).await?;
    caller.burn(ctx).await?;
    call.params.check_all().map_err(oidc::Refused::from)?;
    let token = SecretToken::parse(call.params.require("token", "token is missing")?);
    let found = match token {
        Some(token) => store.find_token(&token.hash()).await?,
        None => None,
    };
    let found = found.as_ref().map(|(family, client)| (*family, client));
    if let Revoke::Family(family) = revoke(found, &caller.client) {
        store.revoke_family(family, &ctx.context()).await?;
    }
    Ok(StatusCode::OK.into_response())
}
