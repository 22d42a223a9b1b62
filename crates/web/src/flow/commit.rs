//! Takes a step and commits it.

use credentials::token::SecretToken;
use journey::{Event, Journey, Outcome, step};
use store::{Commit, CommitError};

use super::arrive::path_of;
use super::load::{Loaded, load};
use super::stop::Stop;
use crate::ctx::Ctx;
use crate::http::reply::redirect;

/// Takes a step of a loaded journey and commits it; an event that does not fit leads to the page that does (rule J11).
pub async fn advance(ctx: &Ctx, loaded: &Loaded, event: Event) -> Result<Journey, Stop> {
    let policy = &ctx.app.settings.policy;
    let Some(outcome) = step(&loaded.journey, event, policy, ctx.now) else {
        return Err(Stop::elsewhere(redirect(path_of(&loaded.journey.state)).flash("journey-other-step")));
    };
    write(ctx, &loaded.journey, outcome, None).await
}

/// Writes a wrong try down, whoever else is writing: after a lost race the journey is loaded and stepped again, so that posts side by
/// side cannot make a count forget one of them (rule J8).
pub async fn count_wrong(ctx: &Ctx, loaded: Loaded, event: impl Fn(&Loaded) -> Event) -> Result<Journey, Stop> {
    let mut loaded = loaded;
    loop {
        let policy = &ctx.app.settings.policy;
        let Some(outcome) = step(&loaded.journey, event(&loaded), policy, ctx.now) else {
            return Err(Stop::elsewhere(redirect(path_of(&loaded.journey.state)).flash("journey-other-step")));
        };
        match commit(ctx, &loaded.journey, &outcome, None).await {
            Ok(()) => return Ok(outcome.journey),
            // Every round somebody else was written, and a journey lasts five wrong tries: this ends.
            Err(CommitError::Raced | CommitError::Stale) => loaded = load(ctx).await?,
            Err(CommitError::Lost(what)) => return Err(Stop::Lost(what)),
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
}

/// Takes the first step and makes the journey's row; `token` becomes its cookie.
pub async fn begin(ctx: &Ctx, journey: &Journey, event: Event, token: &SecretToken) -> Result<Journey, Stop> {
    let policy = &ctx.app.settings.policy;
    let Some(outcome) = step(journey, event, policy, ctx.now) else {
        return Err(Stop::elsewhere(redirect("/login").flash("journey-other-step")));
    };
    write(ctx, journey, outcome, Some(token)).await
}

async fn write(ctx: &Ctx, before: &Journey, outcome: Outcome, token: Option<&SecretToken>) -> Result<Journey, Stop> {
    match commit(ctx, before, &outcome, token).await {
        Ok(()) => Ok(outcome.journey),
        // Another tab or a second click was first: the page of the state as it is now says how it stands.
        Err(CommitError::Raced | CommitError::Stale) => Err(Stop::elsewhere(redirect("/login/continue"))),
        Err(CommitError::Lost(what)) => Err(Stop::Lost(what)),
        Err(CommitError::Store(error)) => Err(error.into()),
    }
}

async fn commit(
    ctx: &Ctx,
    before: &Journey,
    outcome: &Outcome,
    token: Option<&SecretToken>,
) -> Result<(), CommitError> {
    let commit = Commit {
        before,
        outcome,
        new_token: token.map(SecretToken::hash),
        ctx: &ctx.context(),
        sessions: &ctx.app.settings.policy.session,
    };
    ctx.app.store.commit(commit).await.map(drop)
}
