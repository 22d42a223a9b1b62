//! `GET` and `POST /userinfo`: who somebody is, for whoever holds an access token of theirs (OpenID Connect Core section 5.3).

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oidc::claims::Wanted;
use oidc::client::Client;
use oidc::error::Refused;
use oidc::token::AccessRow;
use oidc::userinfo::{self, INVALID, bearer, challenge};

use super::answer::{self, Failure};
use super::{call, cors};
use crate::ctx::Ctx;

/// Answers with the claims of the token's scopes.
pub async fn show(ctx: Ctx, headers: HeaderMap) -> Response {
    let token = match call::authorization(&headers).and_then(|header| bearer(header.as_deref())) {
        Ok(Some(token)) => token,
        // No token, no error (RFC 6750 section 3.1).
        Ok(None) => return challenged(StatusCode::UNAUTHORIZED.into_response(), None),
        Err(refused) => return challenged(answer::refusal(refused), Some(refused)),
    };
    let session = &ctx.app.settings.policy.session;
    let row = match ctx.app.store.find_access(&token.hash(), session, ctx.now).await {
        Ok(row) => row,
        Err(error) => return Failure::from(error).answer(&ctx),
    };
    let client = match &row {
        Some(row) => ctx.app.store.find_client(&row.client, ctx.now).await.unwrap_or_default(),
        None => None,
    };
    let told = tell(&ctx, row.as_ref(), client.as_ref()).await.unwrap_or_else(|failure| match failure {
        Failure::Refused(refused) => challenged(answer::refusal(refused), Some(refused)),
        other => other.answer(&ctx),
    });
    cors::readable(told, call::origin(&headers).as_deref(), client.as_ref())
}

async fn tell(ctx: &Ctx, row: Option<&AccessRow>, client: Option<&Client>) -> Result<Response, Failure> {
    let row = userinfo::check(row, ctx.now)?;
    let client = client.ok_or(INVALID)?;
    let mapping = &ctx.app.oidc.mapping;
    let wanted = Wanted { granted: &row.scopes, asked: &row.claims.userinfo, allowed: &client.scopes };
    // The account may have gone since the row was read.
    let person = ctx.app.store.person(row.account, mapping.needs_phone(&wanted)).await?.ok_or(INVALID)?;
    answer::success(StatusCode::OK, &userinfo::answer(row, &person, mapping, client))
}

fn challenged(mut answer: Response, refused: Option<Refused>) -> Response {
    if let Ok(challenge) = HeaderValue::from_str(&challenge(refused)) {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    answer
}
