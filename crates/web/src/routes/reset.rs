//! S3: the recovery code.

use axum::http::StatusCode;
use axum::response::Response;
use credentials::recovery_code::{RecoveryCode, RecoveryCodeFormat};
use credentials::token::SecretToken;
use journey::throttle::{CounterKey, CounterKind, Tally};
use journey::{CodeFact, Ending, Event, Refusal, State};

use crate::ctx::Ctx;
use crate::flow::{self, Again, Lanes, Loaded, Stop};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::{Back, CodeFormat, ResetPage};

/// S3, from S2 or from the no-grant page while a recovery is open (rule J3).
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, "", None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, "", Some(again)).await).await
}

/// Checks the code; the right one wipes and leads back to S1 with a grant, and never opens a session.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let typed = fields.get("code");
    let result = try_code(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, typed, Some(again)).await).await
}

async fn try_code(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let code = parse(&loaded, fields.get("code"), ctx)?;
    let Some(fact) = usable(&loaded, ctx) else {
        return Err(Stop::Refused("code", Refusal::Empty("code-none")));
    };
    let place = ctx.app.hashing.enter(true).map_err(|busy| Stop::Refused("code", busy))?;
    let lane = Lanes::of(ctx, loaded.facts.account).await?.lane;
    let key = CounterKey { kind: CounterKind::RecoveryCode, subject: fact.id.to_string(), lane };
    let (tried, tally) = flow::reserve(ctx, "code", key).await.map_err(paused)?;
    let Some(witness) = verify(ctx, place, &loaded, code).await? else {
        return wrong(ctx, loaded, tally).await;
    };
    let (seed, secret) = flow::new_grant(ctx);
    accepted(ctx, &loaded, Event::CodeProven { witness, facts: loaded.facts.clone(), seed, tried }, &secret).await
}

async fn accepted(ctx: &Ctx, loaded: &Loaded, event: Event, secret: &SecretToken) -> Result<Response, Stop> {
    let next = flow::advance(ctx, loaded, event).await?;
    let State::Ended(target, ending) = &next.state else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&next.state))));
    };
    match flow::ended(ctx, target, *ending).await? {
        Stop::Elsewhere(to) if *ending == Ending::Recovered => {
            Err(Stop::elsewhere(to.set(Cookie::Grant, &secret.expose())))
        }
        other => Err(other),
    }
}

async fn verify(
    ctx: &Ctx,
    place: crate::hashing::Place,
    loaded: &Loaded,
    code: RecoveryCode,
) -> Result<Option<credentials::witness::RecoveryCodeVerified>, Stop> {
    let Some(row) = ctx.app.store.load_recovery_code(loaded.facts.account, ctx.now).await? else { return Ok(None) };
    let Some(carried) = loaded.journey.state.carried() else { return Ok(None) };
    let (app, first, now) = (ctx.app.clone(), carried.first.clone(), ctx.now);
    let work = move |hasher: &credentials::hashing::Hasher| {
        hasher.verify_recovery_code(&row, &code, &first, &app.keyring, now)
    };
    Ok(ctx.app.hashing.run(place, work).await??)
}

async fn wrong(ctx: &Ctx, loaded: Loaded, tally: Tally) -> Result<Response, Stop> {
    let event = |loaded: &Loaded| Event::CodeWrong { facts: loaded.facts.clone(), tally };
    let next = flow::count_wrong(ctx, loaded, event).await?;
    match &next.state {
        State::Ended(target, ending) => Err(flow::ended(ctx, target, *ending).await?),
        _ => Err(Stop::Refused("code", Refusal::CodeWrong)),
    }
}

/// The pause after five wrong codes has its own words (decision D3).
pub(super) fn paused(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(field, Refusal::Throttled { retry_at, .. }) => {
            Stop::Refused(field, Refusal::CodePaused { retry_at })
        }
        other => other,
    }
}

fn usable<'a>(loaded: &'a Loaded, ctx: &Ctx) -> Option<&'a CodeFact> {
    let facts = &loaded.facts;
    let waiting = || facts.waiting_recovery(ctx.now).map(|(code, _)| code).or_else(|| facts.due_recovery(ctx.now));
    facts.active_code().or_else(|| facts.open_recovery(ctx.now)).or_else(waiting)
}

/// The form in which this account's code was made; the settings may have changed since.
fn format(loaded: &Loaded, ctx: &Ctx) -> RecoveryCodeFormat {
    usable(loaded, ctx).map_or(ctx.app.settings.policy.code_format, |code| code.format)
}

fn parse(loaded: &Loaded, typed: &str, ctx: &Ctx) -> Result<RecoveryCode, Stop> {
    let format = format(loaded, ctx);
    RecoveryCode::parse(typed, format).map_err(|typo| Stop::Refused("code", Refusal::CodeTypo(typo, format)))
}

/// The journey at S3; from S2 and the no-grant page it goes there first.
async fn at_this_screen(ctx: &Ctx) -> Result<Loaded, Stop> {
    let loaded = flow::load(ctx).await?;
    if matches!(loaded.journey.state, State::AwaitingRecoveryCode(..)) {
        return Ok(loaded);
    }
    if !matches!(loaded.journey.state, State::AwaitingFactor(..) | State::NoGrant(..)) {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    }
    let journey = flow::advance(ctx, &loaded, Event::OpenRecovery { facts: loaded.facts.clone() }).await?;
    ctx.app.store.count_recovery_begun();
    Ok(Loaded { journey, facts: loaded.facts })
}

async fn page(ctx: &Ctx, typed: &str, again: Option<Again>) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let mut framed = reply::frame(ctx, Bound::Visit);
    let status = framed.refused(again);
    let page = ResetPage {
        frame: framed.frame.clone(),
        format: shape(format(&loaded, ctx)),
        // Kept as it was typed, so that one wrong figure can be mended; a page with it is `no-store`.
        typed: typed.chars().take(60).collect(),
        back: if loaded.facts.has_factor() { Back::SecondFactor } else { Back::NoGrant },
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}

/// The shape that pages show.
pub(super) fn shape(format: RecoveryCodeFormat) -> CodeFormat {
    match format {
        RecoveryCodeFormat::Digits4x4 => CodeFormat::Digits,
        RecoveryCodeFormat::Base32x4x4 => CodeFormat::Base32,
    }
}
