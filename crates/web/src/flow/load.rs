//! Loads the journey of a request, or says where to go instead.

use journey::{AccountFacts, Admission, Journey, Purpose, State, admit};

use super::arrive::ended;
use super::stop::Stop;
use crate::ctx::Ctx;
use crate::http::cookies::Cookie;
use crate::http::reply::redirect;

/// A live journey and the account as it was read with it.
pub struct Loaded {
    /// The journey; not ended.
    pub journey: Journey,
    /// The account at that moment.
    pub facts: AccountFacts,
}

/// The journey of this browser. Without one, or with one that is over, the answer is another page (rule J11).
pub async fn load(ctx: &Ctx) -> Result<Loaded, Stop> {
    let Some(cookie) = ctx.cookies.get(Cookie::Journey) else {
        return Err(Stop::elsewhere(redirect("/login")));
    };
    let lost = || Stop::elsewhere(redirect("/login").clear(Cookie::Journey).flash("journey-expired"));
    let token = credentials::token::SecretToken::parse(cookie).ok_or_else(lost)?;
    let found = ctx.app.store.load_journey(&token.hash()).await?.ok_or_else(lost)?;
    if let State::Ended(target, ending) = &found.journey.state {
        return Err(ended(ctx, target, *ending).await?);
    }
    match admit(&found.journey, &found.facts, ctx.now) {
        Admission::Live if !of_our_session(ctx, &found.journey).await? => {
            Err(Stop::elsewhere(redirect("/login").clear(Cookie::Journey).flash("session-ended-idle")))
        }
        Admission::Live => Ok(Loaded { journey: found.journey, facts: found.facts }),
        Admission::Expired => Err(lost()),
        Admission::Superseded => {
            Err(Stop::elsewhere(redirect("/login").clear(Cookie::Journey).flash("journey-superseded")))
        }
    }
}

/// A journey that confirms a session, or acts in its account, is of no use to a browser that does not hold that session (rule J14).
async fn of_our_session(ctx: &Ctx, journey: &Journey) -> Result<bool, Stop> {
    let Some(carried) = journey.state.carried() else { return Ok(true) };
    let wanted = match (carried.purpose, carried.first.session()) {
        (Purpose::StepUp { session, .. }, _) => session,
        (Purpose::Account(_), Some(stepped_up)) => stepped_up.session(),
        _ => return Ok(true),
    };
    let Some(secret) = ctx.cookies.secret(Cookie::Session) else { return Ok(false) };
    let held = ctx.app.store.load_session(&secret.hash(), ctx.now, &ctx.app.settings.policy.session).await?;
    Ok(held.is_some_and(|view| view.session.id == wanted))
}
