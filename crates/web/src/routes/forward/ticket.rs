//! `/.poortwachter/ticket` on an application's host: a ticket becomes this host's own cookie, once and in the browser that asked (FA-02).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use credentials::token::SecretToken;
use store::ForwardSpend;

use super::{answer, at_a_site};
use crate::app::App;
use crate::ctx::Ctx;
use crate::forward::Site;
use crate::http::cookies::Cookie;
use crate::http::fields::Fields;
use crate::http::reply::Fault;

/// Spends the ticket and leads to where the person was going.
pub async fn show(State(app): State<Arc<App>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let (ctx, site) = match at_a_site(&app, &mut parts).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let fields = parts.uri.query().and_then(Fields::parse).unwrap_or_default();
    match redeem(&ctx, &site, fields.get("ticket")).await {
        Ok(Some(response)) => response,
        Ok(None) => answer::lost_ticket(&ctx, &site),
        Err(fault) => fault.into_response(),
    }
}

async fn redeem(ctx: &Ctx, site: &Site<'_>, ticket: &str) -> Result<Option<Response>, Fault> {
    let policy = &ctx.app.settings.policy.session;
    let opened = match SecretToken::parse(ticket) {
        Some(ticket) => {
            let (cookie, nonce) = (SecretToken::generate(&*ctx.app.rng), ctx.cookies.secret(Cookie::ForwardNonce));
            let (ticket, hash) = (ticket.hash(), cookie.hash());
            let spend = ForwardSpend { ticket: &ticket, nonce: nonce.as_ref(), host: &site.host, cookie: &hash };
            let opened = ctx.app.store.spend_forward_ticket(&spend, policy, &ctx.context()).await?;
            opened.map(|opened| (opened, cookie))
        }
        None => None,
    };
    if let Some((opened, cookie)) = opened {
        let address = format!("{}{}", site.origin, opened.target);
        return Ok(Some(answer::to_with(&address, &[(Cookie::Forward, &cookie.expose())])));
    }
    // The same click a second time: the first one did what was to be done.
    let Some(token) = ctx.cookies.secret(Cookie::Forward) else { return Ok(None) };
    let live = ctx.app.store.check_forward_session(&token.hash(), &site.host, ctx.now, policy).await?;
    Ok(live.map(|_| answer::to(&format!("{}/", site.origin))))
}
