//! The number that goes with some links (rule J6b): its try is taken before it is looked at, from the link and from the address.

use credentials::activation_pin::ActivationPin;
use credentials::grant::{GrantRow, verify_grant, verify_grant_and_pin};
use credentials::token::SecretToken;
use credentials::witness::GrantPresented;
use journey::Refusal;

use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::fields::Fields;
use crate::http::reply::redirect;

/// What was typed, where the link wants a number; a typing error burns no try.
pub(super) fn typed(link: &GrantRow, fields: &Fields) -> Result<Option<ActivationPin>, Stop> {
    if link.pin.is_none() {
        return Ok(None);
    }
    let typo = |typo| Stop::Refused("pin", Refusal::PinTypo(typo));
    ActivationPin::parse(fields.get("pin")).map(Some).map_err(typo)
}

/// The proof of the link, with its number where it wants one; a link that died meanwhile leads back to its page.
pub(super) async fn present(
    ctx: &Ctx,
    link: &GrantRow,
    secret: &SecretToken,
    pin: Option<ActivationPin>,
) -> Result<GrantPresented, Stop> {
    let dead = || Stop::elsewhere(redirect("/activate"));
    let Some(pin) = pin else {
        return verify_grant(link, secret, ctx.now).ok_or_else(dead);
    };
    let (store, context) = (&ctx.app.store, ctx.context());
    let tried = flow::reserve_address(ctx, "pin").await?;
    let left = store.take_pin_try(link.id, &context).await?.ok_or_else(dead)?;
    if let Some(presented) = verify_grant_and_pin(link, secret, pin, &ctx.app.keyring, ctx.now) {
        store.give_back(&[tried], ctx.now).await?;
        return Ok(presented);
    }
    if store.wrong_pin(link.id, &context).await? {
        return Err(dead());
    }
    Err(Stop::Refused("pin", Refusal::PinWrong { left }))
}
