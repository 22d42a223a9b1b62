//! `POST /token`: tokens for a code or for a refresh token (RFC 6749 section 3.2).
//!
//! The client proves itself, the form is read, the row is decided, the ID token is signed, and one transaction spends and makes: whatever
//! fails before it leaves the code as it was.

use axum::http::StatusCode;
use axum::response::Response;
use credentials::token::SecretToken;
use oidc::authorize::CodeGrant;
use oidc::claims::Wanted;
use oidc::error::Refused;
use oidc::id_token::{IdToken, Moment, TYPE};
use oidc::scope::{Scope, Scopes};
use oidc::token::{Lifetimes, TokenRequest, TokenResponse};
use store::{NewTokens, Redeemed};

use super::answer::{self, Failure};
use super::call::Call;
use super::caller::Caller;
use super::{cors, redeem, refresh};
use crate::ctx::Ctx;
use crate::oidc::ENDPOINTS;

/// Gives tokens.
pub async fn submit(call: Call) -> Response {
    let caller = match Caller::authenticate(&call, ENDPOINTS.token).await {
        Ok(caller) => caller,
        Err(failure) => return failure.answer(&call.ctx),
    };
    let given = give(&call, &caller).await.unwrap_or_else(|failure| failure.answer(&call.ctx));
    cors::readable(given, call.origin.as_deref(), Some(&caller.client))
}

async fn give(call: &Call, caller: &Caller) -> Result<Response, Failure> {
    let ctx = &call.ctx;
    let given = match TokenRequest::parse(&call.params) {
        Ok(TokenRequest::Code { code, redirect_uri, verifier }) => {
            redeem::code(ctx, caller, &code, (redirect_uri.as_deref(), verifier.as_deref())).await?
        }
        Ok(TokenRequest::Refresh { token, scopes }) => refresh::rotate(ctx, caller, &token, scopes.as_ref()).await?,
        Err(refused) => return Err(caller.refuse(ctx, refused).await),
    };
    answer::success(StatusCode::OK, &given)
}

/// Tokens that are ready to be given, once what they are for is spent.
pub(super) struct Made {
    /// What the store keeps.
    pub(super) rows: NewTokens,
    /// What the client gets.
    pub(super) response: TokenResponse,
}

/// Makes the tokens of a grant, for these of its scopes; nothing is stored yet. `None`: the account is gone.
pub(super) async fn make(
    ctx: &Ctx,
    caller: &Caller,
    (grant, scopes): (&CodeGrant, &Scopes),
    moment: Moment,
) -> Result<Option<Made>, Failure> {
    let (app, provider) = (&ctx.app, &ctx.app.oidc);
    let wanted = Wanted { granted: scopes, asked: &grant.claims.id_token, allowed: &caller.client.scopes };
    let Some(person) = app.store.person(grant.account, provider.mapping.needs_phone(&wanted)).await? else {
        return Ok(None);
    };
    let lives = Lifetimes::new(ctx.now, grant.session_ends_at);
    let access = SecretToken::generate(&*app.rng);
    let refresh = grant.scopes.has(Scope::OfflineAccess).then(|| SecretToken::generate(&*app.rng));
    let (access_text, alg) = (access.expose(), caller.client.id_token_alg);
    let claims = provider.mapping.release(&person, scopes, &grant.claims.id_token, caller.client.claims_from(scopes));
    let claims = IdToken::new(grant, &provider.issuer, (&lives, moment), (&access_text, alg), claims);
    let response = TokenResponse {
        access_token: access_text.to_string(),
        token_type: "Bearer",
        expires_in: lives.expires_in(),
        refresh_token: refresh.as_ref().map(|token| token.expose().to_string()),
        id_token: provider.sign(alg, TYPE, &claims, ctx.now).await?,
        scope: scopes.to_text(),
    };
    let refresh = refresh.map(|token| token.hash());
    let rows = NewTokens { access: access.hash(), refresh, scopes: scopes.clone(), lifetimes: lives };
    Ok(Some(Made { rows, response }))
}

/// What the commit said; `unknown` is the refusal when it came too late.
pub(super) async fn committed(
    ctx: &Ctx,
    caller: &Caller,
    (redeemed, made): (Redeemed, Made),
    unknown: Refused,
) -> Result<TokenResponse, Failure> {
    match redeemed {
        Redeemed::Done => Ok(made.response),
        Redeemed::Replayed => Err(caller.replayed(ctx).await),
        Redeemed::Reused | Redeemed::Over => Err(unknown.into()),
    }
}
