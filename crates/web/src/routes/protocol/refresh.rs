//! Tokens for a refresh token, which is spent by it (RFC 6749 section 6, requirement OP-09).

use credentials::token::SecretToken;
use oidc::id_token::Moment;
use oidc::scope::Scopes;
use oidc::token::{Rotate, TokenResponse};
use store::Redemption;

use super::answer::Failure;
use super::caller::Caller;
use super::token::{committed, make};
use crate::ctx::Ctx;

/// The refusal for a token that is not known, or no longer good.
const UNKNOWN: oidc::Refused = oidc::token::UNKNOWN_REFRESH;

/// Rotates a refresh token of the client that proved itself; `wanted` are fewer scopes than were granted.
pub(super) async fn rotate(
    ctx: &Ctx,
    caller: &Caller,
    token: &SecretToken,
    wanted: Option<&Scopes>,
) -> Result<TokenResponse, Failure> {
    let (store, session) = (&ctx.app.store, &ctx.app.settings.policy.session);
    let Some(row) = store.find_refresh(&token.hash(), session, ctx.now).await? else {
        return Err(caller.refuse(ctx, UNKNOWN).await);
    };
    let scopes = match row.rotate(&caller.client, wanted, ctx.now) {
        Rotate::Spend(scopes) => scopes,
        Rotate::Refuse(refused) => return Err(caller.refuse(ctx, refused).await),
        Rotate::Reused => {
            caller.burn(ctx).await?;
            store.end_reused(row.family, &ctx.context()).await?;
            return Err(UNKNOWN.into());
        }
    };
    let Some(made) = make(ctx, caller, (&row.grant, &scopes), Moment::Refresh).await? else {
        return Err(caller.refuse(ctx, UNKNOWN).await);
    };
    let redemption = Redemption { hash: token.hash(), tokens: &made.rows, burn: caller.burn.as_ref() };
    let redeemed = store.rotate_refresh(&redemption, session, &ctx.context()).await?;
    committed(ctx, caller, (redeemed, made), UNKNOWN).await
}
