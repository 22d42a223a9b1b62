//! A new password inside a journey: forgotten (rule J12), lost together with the factor (FP-08), or wanted by policy (PW-09).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::hashing::SealedPassword;
use credentials::password::Password;
use journey::{Ending, Entitled, Event, Purpose, Refusal, State};
use store::Account;

use super::new_factor::purpose;
use super::recovery_code::onwards;
use crate::ctx::Ctx;
use crate::flow::{self, Again, Loaded, PasswordOwner, Stop};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::{NewPasswordPage, WhyNew};

/// The page.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// Sets the password, with everything that belongs to it in one step.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let ctx = ctx.toward(&fields);
    let result = choose(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn choose(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let account = owner(ctx, &loaded).await?;
    let password = flow::new_password(ctx, fields, "password", &named(&account))?;
    let row = hash(ctx, &loaded, &account, password).await?;
    let (new, (grant, secret)) = (flow::new_session(ctx), flow::new_grant(ctx));
    let event = Event::PasswordChosen { row, facts: loaded.facts.clone(), session: new.seed.clone(), grant };
    let next = match flow::advance(ctx, &loaded, event).await {
        // Another link was asked for, or used, in between: the page of links says so and has the way to a new one.
        Err(Stop::Lost("password link")) => return Err(Stop::elsewhere(redirect("/forgot/link"))),
        other => other?,
    };
    let State::Ended(target, ending) = &next.state else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&next.state))));
    };
    match ending {
        Ending::LoggedIn { .. } => Ok(onwards(ctx, &next, &new).await?.flash("password-changed").into_response()),
        ending => match flow::ended(ctx, target, *ending).await? {
            Stop::Elsewhere(to) if *ending == Ending::Recovered => {
                Err(Stop::elsewhere(to.set(Cookie::Grant, &secret.expose()).clear(Cookie::Link)))
            }
            Stop::Elsewhere(to) => Err(Stop::elsewhere(to.clear(Cookie::Link))),
            other => Err(other),
        },
    }
}

/// Hashes on a hashing thread; a change that is wanted because somebody else may know the password has to be a change.
async fn hash(ctx: &Ctx, loaded: &Loaded, account: &Account, password: Password) -> Result<SealedPassword, Stop> {
    // Somebody who has proven a factor or a code is no stranger.
    let place = ctx.app.hashing.enter(true).map_err(|busy| Stop::Refused("password", busy))?;
    let wanted = purpose(loaded) == Purpose::LogIn;
    let lookup = ctx.app.store.load_login(&account.username).await?;
    let old = lookup.and_then(|row| row.password).filter(|_| wanted);
    let (app, now, id, journey) = (ctx.app.clone(), ctx.now, account.id, loaded.journey.id);
    let work = move |hasher: &credentials::hashing::Hasher| {
        if let Some(old) = old
            && hasher.verify_password(&old, &password, &app.keyring, journey, now)?.is_some()
        {
            return Ok(None);
        }
        Ok::<_, credentials::keyring::SealError>(Some(hasher.hash_password(&password, id, &app.keyring, &*app.rng)))
    };
    ctx.app.hashing.run(place, work).await??.ok_or(Stop::Refused("password", Refusal::Empty("password-same")))
}

fn named(account: &Account) -> PasswordOwner<'_> {
    PasswordOwner { username: account.username.as_str(), display_name: &account.display_name }
}

async fn owner(ctx: &Ctx, loaded: &Loaded) -> Result<Account, Stop> {
    let found = ctx.app.store.account(loaded.facts.account).await?;
    found.ok_or_else(|| Stop::elsewhere(redirect("/login")))
}

async fn at_this_screen(ctx: &Ctx) -> Result<Loaded, Stop> {
    let loaded = flow::load(ctx).await?;
    match &loaded.journey.state {
        State::AwaitingNewPassword(..) => Ok(loaded),
        other => Err(Stop::elsewhere(redirect(flow::path_of(other)))),
    }
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let why = match &loaded.journey.state {
        State::AwaitingNewPassword(_, Entitled::Code(_)) => WhyNew::BothLost,
        _ if purpose(&loaded) == Purpose::LogIn => WhyNew::Wanted,
        _ => WhyNew::Forgotten,
    };
    let account = owner(ctx, &loaded).await?;
    let mut framed = reply::frame(ctx, Bound::Visit).going(ctx, &loaded.journey);
    let status = framed.refused(again);
    let page = NewPasswordPage {
        frame: framed.frame.clone(),
        password: named(&account).field(ctx, "password", "new-password-label"),
        why,
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
