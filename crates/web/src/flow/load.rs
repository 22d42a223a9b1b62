//! Loads the journey of a request, or says where to go instead.

use journey::{AccountFacts, Admission, Journey, State, admit};

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
        Admission::Live => Ok(Loaded { journey: found.journey, facts: found.facts }),
        Admission::Expired => Err(lost()),
        Admission::Superseded => {
            Err(Stop::elsewhere(redirect("/login").clear(Cookie::Journey).flash("journey-superseded")))
        }
    }
}
