//! S5, first half: which method.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::FactorId;
use credentials::sms::PendingSms;
use credentials::totp::{PendingTotp, TotpSecret};
use journey::{Event, FactorKind, Licence, PendingFactor, Refusal, State};

use super::new_factor;
use crate::ctx::Ctx;
use crate::flow::{self, Again, Loaded, Stop};
use crate::http::body::Form;
use crate::http::fields::Fields;
use crate::http::reply::redirect;
use crate::pages::{ChooseMethodPage, Method};

/// S5, the choice.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// Begins to set the chosen method up.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let result = choose(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn choose(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let offered = offered(ctx, &loaded);
    let chosen = Method::parse(fields.get("method")).filter(|method| offered.contains(&method.kind()));
    let method = chosen.ok_or(Stop::Refused("method", Refusal::MethodMissing))?;
    let event = Event::MethodChosen { pending: pending(ctx, method), facts: loaded.facts.clone() };
    let next = flow::advance(ctx, &loaded, event).await?;
    Ok(redirect(flow::path_of(&next.state)).into_response())
}

/// What may be set up now; the factor that is being replaced does not stand in the way.
fn offered(ctx: &Ctx, loaded: &Loaded) -> Vec<FactorKind> {
    let facts = new_factor::purpose(loaded).before_adding(&loaded.facts);
    ctx.app.settings.policy.kinds.to_add(&facts, ctx.now)
}

/// What is being set up, at its beginning: a fresh secret, no number yet, no ceremony yet.
pub(super) fn pending(ctx: &Ctx, method: Method) -> PendingFactor {
    let rng = &*ctx.app.rng;
    let factor = FactorId::generate(ctx.now, rng);
    match method {
        Method::App => PendingFactor::App(PendingTotp { factor, secret: TotpSecret::generate(rng) }),
        Method::Sms => PendingFactor::Sms(PendingSms { factor, sent: None }),
        Method::SecurityKey => PendingFactor::Key(None),
        Method::Passkey => PendingFactor::Passkey(None),
    }
}

/// Looking back at the choice is no step back: a secret that was scanned stays.
async fn at_this_screen(ctx: &Ctx) -> Result<Loaded, Stop> {
    let loaded = flow::load(ctx).await?;
    match &loaded.journey.state {
        State::EnrolFactor(..) => Ok(loaded),
        other => Err(Stop::elsewhere(redirect(flow::path_of(other)))),
    }
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let methods = offered(ctx, &loaded);
    let mut framed = new_factor::framed(ctx, &loaded);
    let status = framed.refused(again);
    let page = ChooseMethodPage {
        frame: framed.frame.clone(),
        methods: methods.into_iter().map(Method::of).collect(),
        second: matches!(&loaded.journey.state, State::EnrolFactor(_, Licence::Second(_), _)),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
