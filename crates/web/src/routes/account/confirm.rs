//! A dangerous act in the account asks password and factor on the spot (rule J14): the password here, the factor at S2.
//!
//! A page behind it takes a [`Confirmed`], which only [`confirmed`] makes: good five minutes, in this session only. The login itself does not count.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::JourneyId;
use credentials::password::Password;
use credentials::witness::SteppedUp;
use journey::{AccountPlace, AuditEvent, Event, FactorKind, Journey, Refusal, Target, audit::names};
use store::SessionView;

use super::{needed, needed_for};
use crate::ctx::Ctx;
use crate::flow::{self, Again, Demand, Lanes, Stop, Why};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::look::Message;
use crate::pages::ConfirmPage;
use crate::routes::login::{enter, verify};

/// A live session that was confirmed less than five minutes ago.
pub struct Confirmed {
    view: SessionView,
}

impl Confirmed {
    /// The session.
    pub fn view(&self) -> &SessionView {
        &self.view
    }

    /// The proof for a journey that begins with it; `None` when the five minutes ended in this moment.
    pub fn witness(&self, ctx: &Ctx, journey: JourneyId) -> Option<SteppedUp> {
        self.view.session.confirmed(journey, ctx.now)
    }
}

/// The confirmed session of this browser; without one the way leads over the page that asks, and back to `place`.
pub async fn confirmed(ctx: &Ctx, place: AccountPlace) -> Result<Confirmed, Stop> {
    let view = needed(ctx).await?;
    if is_confirmed(ctx, &view) {
        return Ok(Confirmed { view });
    }
    Err(Stop::elsewhere(flow::step_up(place)))
}

/// Whether the session was confirmed, for a page that says what may be done after it.
pub fn is_confirmed(ctx: &Ctx, view: &SessionView) -> bool {
    // Any journey's id will do for the question itself; what begins with it asks for a witness of its own.
    let asking = JourneyId::generate(ctx.now, &*ctx.app.rng);
    view.session.confirmed(asking, ctx.now).is_some()
}

/// Asks the password.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let fields = query.as_deref().and_then(Fields::parse);
    let back = place(fields.as_ref().and_then(|fields| fields.some("to")));
    let result = page(&ctx, back, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, back, Some(again)).await).await
}

/// The right password leads to S2.
pub async fn submit(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let back = place(fields.some("back"));
    let result = try_password(&ctx, &fields, back).await;
    flow::answer(&ctx, result, async |again| page(&ctx, back, Some(again)).await).await
}

/// Where somebody goes who has to log in first.
fn target(back: AccountPlace) -> Target {
    match back {
        AccountPlace::Request(id) => Target::Request(id),
        AccountPlace::Forward(id) => Target::Forward(id),
        _ => Target::Account,
    }
}

fn place(text: Option<&str>) -> AccountPlace {
    text.and_then(AccountPlace::parse).unwrap_or_default()
}

/// The sentence that says what the confirmation is for.
pub fn what_for(place: AccountPlace, demand: Option<&Demand>) -> Message {
    if let Some(demand) = demand {
        let key = match demand.why {
            Why::Level => "confirm-for-level",
            Why::Again => "confirm-for-application",
        };
        return Message::new(key).arg("application", demand.name.as_str());
    }
    Message::new(match place {
        AccountPlace::Overview | AccountPlace::Request(_) | AccountPlace::Forward(_) => "confirm-for-overview",
        AccountPlace::AddFactor => "confirm-for-add-factor",
        AccountPlace::ReplaceFactor(_) => "confirm-for-replace-factor",
        AccountPlace::RemoveFactor(_) => "confirm-for-remove-factor",
        AccountPlace::NewCode => "confirm-for-new-code",
        AccountPlace::TryCode => "confirm-for-try-code",
        AccountPlace::Password => "confirm-for-password",
        AccountPlace::Addresses => "confirm-for-addresses",
        AccountPlace::Export => "confirm-for-export",
        AccountPlace::Sessions => "confirm-for-sessions",
    })
}

/// What the application wants for which the session is confirmed; when it wants nothing any more, the way goes on to it.
async fn wanted(ctx: &Ctx, back: AccountPlace, view: &SessionView) -> Result<Option<Demand>, Stop> {
    let demand = flow::demand(ctx, back, view).await?;
    match back {
        AccountPlace::Request(_) | AccountPlace::Forward(_) if demand.is_none() => {
            Err(Stop::elsewhere(redirect(&flow::place(back))))
        }
        _ => Ok(demand),
    }
}

/// The tries are those of S1: whoever found an open session guesses no faster than anybody else (rule J8).
async fn try_password(ctx: &Ctx, fields: &Fields, back: AccountPlace) -> Result<Response, Stop> {
    let view = needed_for(ctx, &target(back)).await?;
    let least = wanted(ctx, back, &view).await?.map_or_else(FactorKind::any, |demand| flow::least(demand.level));
    let wrong = || Stop::Refused("password", Refusal::Empty("confirm-wrong"));
    if fields.get("password").is_empty() {
        return Err(Stop::Refused("password", Refusal::Empty("login-empty-password")));
    }
    let attempt = Password::parse_attempt(fields.get("password")).ok_or_else(wrong)?;
    let lookup = ctx.app.store.load_login(&view.username).await?.ok_or_else(wrong)?;
    let lanes = Lanes::of(ctx, lookup.account).await?;
    let place = ctx.app.hashing.enter(lanes.known).map_err(|busy| Stop::Refused("password", busy))?;
    let tries = flow::reserve_login(ctx, view.username.as_str(), &lanes).await?;
    let journey = Journey::begin(JourneyId::generate(ctx.now, &*ctx.app.rng), ctx.now);
    let Some(witness) = verify(ctx, place, Some(&lookup), attempt, journey.id).await? else {
        let event = AuditEvent::refused(names::LOGIN_FAIL, "step-up-password");
        ctx.audit(Some(lookup.account), event).await;
        return Err(wrong());
    };
    let event = Event::StepUpBegun { witness, facts: lookup.facts, session: view.session.id, back, least, tries };
    Ok(enter(ctx, &journey, event).await?.into_response())
}

async fn page(ctx: &Ctx, back: AccountPlace, again: Option<Again>) -> Result<Response, Stop> {
    let view = needed_for(ctx, &target(back)).await?;
    let demand = wanted(ctx, back, &view).await?;
    let mut framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    let status = framed.refused(again);
    framed.frame.to = Some(back.text());
    let page = ConfirmPage {
        frame: framed.frame.clone(),
        username: view.username.to_string(),
        what_for: what_for(back, demand.as_ref()),
        back: back.text(),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
