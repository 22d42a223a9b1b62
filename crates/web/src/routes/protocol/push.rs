//! `POST /par`: a client pushes its authorization request and gets a name for it (RFC 9126, requirement OP-07).

use axum::http::StatusCode;
use axum::response::Response;
use credentials::token::SecretToken;
use oidc::client::ClientAuth;
use oidc::par::{self, PushedRow};

use super::answer::{self, Failure};
use super::call::Call;
use super::caller::Caller;
use crate::meter::CROWDED;
use crate::oidc::ENDPOINTS;

/// Checks the request as `/authorize` would, and keeps it for ninety seconds.
pub async fn submit(call: Call) -> Response {
    push(&call).await.unwrap_or_else(|failure| failure.answer(&call.ctx))
}

async fn push(call: &Call) -> Result<Response, Failure> {
    let (ctx, app) = (&call.ctx, &call.ctx.app);
    let caller = Caller::authenticate(call, ENDPOINTS.par).await?;
    // A public client proves nothing, and what it pushes is kept: whoever knows its id could fill the disk (requirement TH-03).
    if caller.client.auth == ClientAuth::None && !app.meter.begin(ctx.address, ctx.now) {
        return Err(Failure::TooMany(i64::from(CROWDED)));
    }
    let request = match par::check(&call.params, &caller.client) {
        Ok(request) => request,
        Err(refused) => return Err(caller.refuse(ctx, refused).await),
    };
    let name = SecretToken::generate(&*app.rng);
    let row = PushedRow { hash: name.hash(), client: caller.client.id.clone(), request, pushed_at: ctx.now };
    if !app.store.push_request(&row, caller.burn.as_ref()).await? {
        return Err(caller.replayed(ctx).await);
    }
    answer::success(StatusCode::CREATED, &par::response(&name))
}
