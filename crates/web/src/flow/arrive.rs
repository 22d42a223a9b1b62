//! The way out of a journey: to the page of its state, to the application, or back to the start.

use credentials::ids::SessionId;
use credentials::token::SecretToken;
use journey::{AccountAct, AccountPlace, Ending, Page, State, Target, page_for};

use super::destination::{authorization_of, forwarding_of};
use super::seeds::query_to;
use super::stop::Stop;
use crate::ctx::Ctx;
use crate::http::cookies::Cookie;
use crate::http::reply::{Fault, Redirect, redirect};

/// The address of a state's page; an ended journey has none of its own.
pub fn path_of(state: &State) -> &'static str {
    match page_for(state) {
        Page::Login => "/login",
        Page::SecondFactor => "/login/second-factor",
        Page::Reset => "/login/reset",
        Page::NoGrant(_) => "/login/no-grant",
        Page::Introduction => "/enrol",
        Page::ChooseMethod => "/enrol/method",
        Page::SetUpApp => "/enrol/app",
        Page::SetUpSms => "/enrol/sms",
        Page::SetUpKey => "/enrol/key",
        Page::SetUpPasskey => "/enrol/passkey",
        Page::RecoveryCode => "/enrol/recovery-code",
        Page::SecondAdvice => "/enrol/second",
        Page::NewPassword => "/login/new-password",
        Page::Ended(_) => "/login/ended",
    }
}

/// Where somebody with a session goes after a form: their own page, or by way of the leaving page to the application (rule J15).
pub fn arrive(ctx: &Ctx, target: &Target) -> Redirect {
    match ctx.app.settings.to(ctx.toward.as_ref().unwrap_or(target)) {
        Some(to) => redirect(&format!("/leaving?to={to}")),
        None => redirect("/account"),
    }
}

/// Where somebody with a session goes who only looked: straight on to the application that sent them.
pub fn go_on(ctx: &Ctx, target: &Target) -> Redirect {
    match target {
        Target::Request(id) => redirect(&authorization_of(*id)),
        Target::Forward(id) => redirect(&forwarding_of(*id)),
        Target::Account | Target::Application(_) => arrive(ctx, target),
    }
}

/// The way to the confirmation of the session that an application or a dangerous act wants (rule J14).
pub fn step_up(place: AccountPlace) -> Redirect {
    redirect(&format!("/account/confirm?to={}", place.text()))
}

/// Where an ended journey leads, with the word that belongs to its end (rule J11).
pub async fn ended(ctx: &Ctx, target: &Target, ending: Ending) -> Result<Stop, Fault> {
    let start = redirect(&format!("/login{}", query_to(target)));
    let to = match ending {
        Ending::LoggedIn { session, .. } => return logged_in(ctx, target, session).await,
        Ending::Recovered => start.flash("after-wipe"),
        Ending::RecoveryWaiting { .. } => redirect("/login/waiting"),
        Ending::PasswordReset => start.flash("password-reset"),
        Ending::SteppedUp { session, back } => return stepped_up(ctx, session, back).await,
        Ending::AccountDone(act) => redirect("/account").flash(done(act)),
        Ending::ResetByLink => start.flash("after-reset-link"),
        Ending::FactorTriesUsed => start.flash("factor-ended"),
        Ending::CodeTriesUsed => start.flash("code-ended"),
        Ending::CodeVoid => start.flash("code-void"),
        Ending::Cancelled => start,
        Ending::AccountClosed => redirect("/login/ended"),
    };
    Ok(Stop::elsewhere(to))
}

/// A second click on the last button: the first answer, and the session's cookie with it, may never have arrived. A session that
/// was not used yet is handed over once more to the browser that holds the journey, within half a minute.
async fn logged_in(ctx: &Ctx, target: &Target, session: SessionId) -> Result<Stop, Fault> {
    if ctx.cookies.get(Cookie::Session).is_some() {
        return Ok(Stop::elsewhere(arrive(ctx, target)));
    }
    let token = SecretToken::generate(&*ctx.app.rng);
    if ctx.app.store.reissue_unused_session(session, token.hash(), ctx.now).await? {
        return Ok(Stop::elsewhere(arrive(ctx, target).set(Cookie::Session, &token.expose())));
    }
    Ok(Stop::elsewhere(redirect(&format!("/login{}", query_to(target))).clear(Cookie::Journey)))
}

/// The word for an act in the account that is done.
pub fn done(act: AccountAct) -> &'static str {
    match act {
        AccountAct::AddFactor => "factor-added",
        AccountAct::ReplaceFactor(_) => "factor-replaced",
        AccountAct::NewCode => "code-renewed",
    }
}

/// The page of a place behind a confirmed session.
pub fn place(place: AccountPlace) -> String {
    let of = |path: &str, factor| format!("{path}?factor={factor}");
    match place {
        AccountPlace::Overview => "/account".to_owned(),
        AccountPlace::AddFactor => "/account/factors/add".to_owned(),
        AccountPlace::ReplaceFactor(factor) => of("/account/factors/replace", factor),
        AccountPlace::RemoveFactor(factor) => of("/account/factors/remove", factor),
        AccountPlace::NewCode => "/account/recovery-code/new".to_owned(),
        AccountPlace::TryCode => "/account/recovery-code/try".to_owned(),
        AccountPlace::Password => "/account/password".to_owned(),
        AccountPlace::Addresses => "/account/addresses".to_owned(),
        AccountPlace::Export => "/account/export".to_owned(),
        AccountPlace::Sessions => "/account/sessions".to_owned(),
        // Mostly after a form, so not straight on (rule J15).
        AccountPlace::Request(id) => format!("/leaving{}", query_to(&Target::Request(id))),
        AccountPlace::Forward(id) => format!("/leaving{}", query_to(&Target::Forward(id))),
    }
}

/// A second click on the button that confirmed the session: the same as after a login, to the place that was asked for.
async fn stepped_up(ctx: &Ctx, session: SessionId, back: AccountPlace) -> Result<Stop, Fault> {
    let to = redirect(&place(back));
    let Some(token) = ctx.cookies.secret(Cookie::Session) else { return Ok(Stop::elsewhere(redirect("/login"))) };
    let policy = &ctx.app.settings.policy.session;
    if ctx.app.store.load_session(&token.hash(), ctx.now, policy).await?.is_some() {
        return Ok(Stop::elsewhere(to));
    }
    let token = SecretToken::generate(&*ctx.app.rng);
    if ctx.app.store.reissue_unused_session(session, token.hash(), ctx.now).await? {
        return Ok(Stop::elsewhere(to.set(Cookie::Session, &token.expose())));
    }
    Ok(Stop::elsewhere(redirect("/login").clear(Cookie::Journey)))
}
