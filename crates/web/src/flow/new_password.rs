//! A password that somebody chooses: the field, and the rules when it comes back (PW-01 to PW-05).

use credentials::password::{Password, PasswordRefusal};
use journey::Refusal;

use super::stop::Stop;
use crate::ctx::Ctx;
use crate::http::fields::Fields;
use crate::pages::NewPassword;

/// Whose password it is: what a new one may not be.
#[derive(Clone, Copy, Debug)]
pub struct PasswordOwner<'a> {
    /// The username.
    pub username: &'a str,
    /// How the person is called.
    pub display_name: &'a str,
}

impl<'a> PasswordOwner<'a> {
    /// The words of this person and of the installation; those of the settings are in the policy.
    pub fn words(&self, ctx: &'a Ctx) -> [&'a str; 4] {
        let brand = &ctx.app.brand;
        [self.username, self.display_name, &brand.product, &brand.organisation]
    }

    /// The field for the page.
    pub fn field(&self, ctx: &Ctx, name: &'static str, label: &'static str) -> NewPassword {
        NewPassword {
            name,
            label,
            min_length: u32::try_from(ctx.app.settings.password.min_length()).unwrap_or(u32::MAX),
            username: self.username.to_owned(),
            display_name: self.display_name.to_owned(),
            focus: true,
        }
    }
}

/// Reads the new password of a form; a refusal with its sentence at the field when it does not meet the rules.
pub fn new_password(
    ctx: &Ctx,
    fields: &Fields,
    name: &'static str,
    owner: &PasswordOwner<'_>,
) -> Result<Password, Stop> {
    Password::parse_new(fields.get(name), &ctx.app.settings.password, &owner.words(ctx))
        .map_err(|refusal: PasswordRefusal| Stop::Refused(name, Refusal::Password(refusal)))
}
