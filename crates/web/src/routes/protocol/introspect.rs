//! `POST /introspect`: an application's back end asks what a token of its client is worth (RFC 7662).

use axum::http::StatusCode;
use axum::response::Response;
use credentials::token::SecretToken;
use oidc::introspect::{self, check_caller};

use super::answer::{self, Failure};
use super::call::Call;
use super::caller::Caller;
use crate::oidc::ENDPOINTS;

/// Answers; a token of another client looks like one that does not exist (section 4).
pub async fn submit(call: Call) -> Response {
    look(&call).await.unwrap_or_else(|failure| failure.answer(&call.ctx))
}

async fn look(call: &Call) -> Result<Response, Failure> {
    let (ctx, app) = (&call.ctx, &call.ctx.app);
    let caller = Caller::authenticate(call, ENDPOINTS.introspect).await?;
    caller.burn(ctx).await?;
    check_caller(&caller.client)?;
    call.params.check_all().map_err(oidc::Refused::from)?;
    let token = SecretToken::parse(call.params.require("token", "token is missing")?);
    let row = match token {
        Some(token) => app.store.find_access(&token.hash(), &app.settings.policy.session, ctx.now).await?,
        None => None,
    };
    let answer = introspect::answer(row.as_ref(), &caller.client, &app.oidc.issuer, ctx.now);
    answer::success(StatusCode::OK, &answer)
}
