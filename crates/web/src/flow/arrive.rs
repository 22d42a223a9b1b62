//! The way out of a journey: to the page of its state, to the application, or back to the start.

use credentials::token::SecretToken;
use journey::{Ending, NoGrantReason, Page, State, Target, page_for};

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
        Page::NoGrant(NoGrantReason::RecoveryOpen | NoGrantReason::NeedsActivation | NoGrantReason::NeedsHelpDesk) => {
            "/login/no-grant"
        }
        Page::Introduction => "/enrol",
        Page::ChooseMethod => "/enrol/method",
        Page::SetUpApp => "/enrol/app",
        Page::SetUpSms => "/enrol/sms",
        Page::SetUpKey => "/enrol/key",
        Page::RecoveryCode => "/enrol/recovery-code",
        Page::SecondAdvice => "/enrol/second",
        Page::Ended(_) => "/login/ended",
    }
}

/// Where somebody with a session goes: their own page, or by way of the leaving page to the application (rule J15).
pub fn arrive(ctx: &Ctx, target: &Target) -> Redirect {
    match ctx.app.settings.application(ctx.toward.as_ref().unwrap_or(target)) {
        Some(application) => redirect(&format!("/leaving?to={}", application.id)),
        None => redirect("/account"),
    }
}

/// Where an ended journey leads, with the word that belongs to its end (rule J11).
pub async fn ended(ctx: &Ctx, target: &Target, ending: Ending) -> Result<Stop, Fault> {
    let start = redirect(&format!("/login{}", query_to(target)));
    let to = match ending {
        Ending::LoggedIn { session, .. } => return logged_in(ctx, target, session).await,
        Ending::Recovered => start.flash("after-wipe"),
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
async fn logged_in(ctx: &Ctx, target: &Target, session: credentials::ids::SessionId) -> Result<Stop, Fault> {
    if ctx.cookies.get(Cookie::Session).is_some() {
        return Ok(Stop::elsewhere(arrive(ctx, target)));
    }
    let token = SecretToken::generate(&*ctx.app.rng);
    if ctx.app.store.reissue_unused_session(session, token.hash(), ctx.now).await? {
        return Ok(Stop::elsewhere(arrive(ctx, target).set(Cookie::Session, &token.expose())));
    }
    Ok(Stop::elsewhere(redirect(&format!("/login{}", query_to(target))).clear(Cookie::Journey)))
}
