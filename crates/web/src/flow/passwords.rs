//! The rules of a new password, wherever one is chosen (requirements PW-01 to PW-05).

use credentials::password::{Password, PasswordRefusal};
use journey::Refusal;

use super::stop::Stop;
use crate::ctx::Ctx;

/// Reads a new password of this person; a refusal at the field `password` when it does not meet the rules.
pub fn new_password(ctx: &Ctx, username: &str, typed: &str) -> Result<Password, Stop> {
    let brand = &ctx.app.brand;
    let context = [username, brand.product.as_str(), brand.organisation.as_str(), "verzuim"];
    Password::parse_new(typed, &ctx.app.settings.password, &context)
        .map_err(|refusal: PasswordRefusal| Stop::Refused("password", Refusal::Password(refusal)))
}
