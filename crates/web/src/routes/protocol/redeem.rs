//! Tokens for a code (RFC 6749 section 4.1.3, requirement OP-04).

use credentials::token::SecretToken;
use oidc::code::{Attempt, Redeem, UNKNOWN};
use oidc::id_token::Moment;
use oidc::token::TokenResponse;
use store::Redemption;

use super::answer::Failure;
use super::caller::Caller;
use super::token::{committed, make};
use crate::ctx::Ctx;

/// Redeems a code for the client that proved itself; with it come the redirect URI and the PKCE verifier of the request.
pub(super) async fn code(
    ctx: &Ctx,
    caller: &Caller,
    code: &SecretToken,
    (redirect_uri, verifier): (Option<&str>, Option<&str>),
) -> Result<TokenResponse, Failure> {
    let (store, session) = (&ctx.app.store, &ctx.app.settings.policy.session);
    let Some(row) = store.find_code(&code.hash()).await? else {
        return Err(caller.refuse(ctx, UNKNOWN).await);
    };
    let attempt = Attempt { client: &caller.client, redirect_uri, verifier };
    let grant = match row.redeem(&attempt, ctx.now) {
        Redeem::Spend(grant) => grant,
        Redeem::Refuse(refused) => return Err(caller.refuse(ctx, refused).await),
        Redeem::Reused => {
            caller.burn(ctx).await?;
            store.end_reused(row.family, &ctx.context()).await?;
            return Err(UNKNOWN.into());
        }
    };
    let Some(made) = make(ctx, caller, (grant, &grant.scopes), Moment::Code).await? else {
        return Err(caller.refuse(ctx, UNKNOWN).await);
    };
    let redemption = Redemption { hash: code.hash(), tokens: &made.rows, burn: caller.burn.as_ref() };
    let redeemed = store.redeem_code(&redemption, session, &ctx.context()).await?;
    committed(ctx, caller, (redeemed, made), UNKNOWN).await
}
