//! `/account/password`: another password, in a session that was confirmed a moment ago with the present one and the second factor (requirement PW-08).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::hashing::{Hasher, SealedPassword};
use credentials::ids::JourneyId;
use credentials::keyring::SealError;
use credentials::password::Password;
use journey::{AccountPlace, Refusal};
use store::Account;

use super::confirm::confirmed;
use super::{acting, nothing};
use crate::ctx::Ctx;
use crate::flow::{self, Again, PasswordOwner, Stop};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::ChangePasswordPage;

/// The page.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, true, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, true, Some(again)).await).await
}

/// Changes it.
pub async fn submit(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let others = fields.some("end_others").is_some();
    let result = change(&ctx, &fields, others).await;
    flow::answer(&ctx, result, async |again| page(&ctx, others, Some(again)).await).await
}

async fn change(ctx: &Ctx, fields: &Fields, others: bool) -> Result<Response, Stop> {
    let held = confirmed(ctx, AccountPlace::Password).await?;
    let account = ctx.app.store.account(held.view().session.account).await?.ok_or_else(nothing)?;
    let password = flow::new_password(ctx, fields, "password", &named(&account))?;
    let row = hash(ctx, &account, password).await?;
    if !ctx.app.store.change_password(&acting(ctx, held.view()), &row, others, &ctx.context()).await? {
        return Err(nothing());
    }
    let said = if others { "password-changed" } else { "password-changed-only" };
    Ok(redirect("/account").flash(said).into_response())
}

/// Hashes on a hashing thread; the present password again is no change.
async fn hash(ctx: &Ctx, account: &Account, password: Password) -> Result<SealedPassword, Stop> {
    let place = ctx.app.hashing.enter(true).map_err(|busy| Stop::Refused("password", busy))?;
    let present = ctx.app.store.load_login(&account.username).await?.and_then(|row| row.password);
    let (app, now, id) = (ctx.app.clone(), ctx.now, account.id);
    // Nothing is proven here: the witness of the comparison is of a journey that does not exist, and is dropped.
    let journey = JourneyId::generate(ctx.now, &*ctx.app.rng);
    let work = move |hasher: &Hasher| {
        if let Some(present) = present
            && hasher.verify_password(&present, &password, &app.keyring, journey, now)?.is_some()
        {
            return Ok(None);
        }
        Ok::<_, SealError>(Some(hasher.hash_password(&password, id, &app.keyring, &*app.rng)))
    };
    ctx.app.hashing.run(place, work).await??.ok_or(Stop::Refused("password", Refusal::Empty("password-same")))
}

fn named(account: &Account) -> PasswordOwner<'_> {
    PasswordOwner { username: account.username.as_str(), display_name: &account.display_name }
}

async fn page(ctx: &Ctx, end_others: bool, again: Option<Again>) -> Result<Response, Stop> {
    let held = confirmed(ctx, AccountPlace::Password).await?;
    let account = ctx.app.store.account(held.view().session.account).await?.ok_or_else(nothing)?;
    let mut framed = reply::frame(ctx, Bound::Session).in_session(ctx, held.view());
    let status = framed.refused(again);
    let password = named(&account).field(ctx, "password", "new-password-label");
    let page = ChangePasswordPage { frame: framed.frame.clone(), password, end_others };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
