//! `GET` and `POST /userinfo`: who somebody is, for whoever holds an access token of theirs (OpenID Connect Core section 5.3).

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use credentials::token::SecretToken;
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
    let (row, client) = match find(&ctx, &token).await {
        Ok(found) => found,
        Err(failure) => return failure.answer(&ctx),
    };
    let told = tell(&ctx, row.as_ref(), client.as_ref()).await.unwrap_or_else(|failure| match failure {
        Failure::Refused(refused) => challenged(answer::refusal(refused), Some(refused)),
        other => other.answer(&ctx),
    });
    cors::readable(told, call::origin(&headers).as_deref(), client.as_ref())
}

/// The token's row, ended or not, and its client, whose scripts may read also that it is ended.
async fn find(ctx: &Ctx, token: &SecretToken) -> Result<(Option<AccessRow>, Option<Client>), Failure> {
    let store = &ctx.app.store;
    let Some(row) = store.find_access(&token.hash(), &ctx.app.settings.policy.session, ctx.now).await? else {
        return Ok((None, None));
    };
    let client = store.find_client(&row.client, ctx.now).await?;
    Ok((Some(row), client))
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
