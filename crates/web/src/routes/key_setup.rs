//! S5, second half: the security key is registered with a name (requirements WA-01 to WA-03).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::FactorId;
use credentials::security_key::{KeyRefusal, PendingKey};
use journey::{Event, NewFactor, Pending, PendingFactor, Refusal, State};

use super::new_factor::{self, Proven};
use crate::ctx::Ctx;
use crate::flow::{self, Again, Loaded, Stop};
use crate::http::body::Form;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::KeySetupPage;

/// The page on which the forms of this file stand.
const PAGE: &str = "/enrol/key";
/// The longest name of a key, in characters.
pub(super) const LONGEST_NAME: usize = 40;

/// S5 with the key.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, "", None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, "", Some(again)).await).await
}

/// A fresh challenge for the browser, as JSON; whoever is at another screen by now is sent there.
pub async fn options(ctx: Ctx, _form: Form) -> Response {
    let ctx = ctx.at(PAGE);
    let result = begin(&ctx).await;
    flow::answer(&ctx, result, async |again| page(&ctx, "", Some(again)).await).await
}

/// Proves the key with its answer; the factor counts from here on, and S6 follows.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let name = fields.get("name");
    let result = prove(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, name, Some(again)).await).await
}

async fn begin(ctx: &Ctx) -> Result<Response, Stop> {
    let (loaded, _) = at_this_screen(ctx).await?;
    let held = ctx.app.store.load_keys(loaded.facts.account).await?;
    let factor = FactorId::generate(ctx.now, &*ctx.app.rng);
    let label = ctx.app.brand.product.clone();
    let pending = ctx.app.relying_party.begin_enrolment(factor, &label, &held, &ctx.app.keyring, ctx.now)?;
    let json = pending.options().to_owned();
    let event = Event::MethodChosen { pending: PendingFactor::Key(Some(pending)), facts: loaded.facts.clone() };
    flow::advance(ctx, &loaded, event).await?;
    Ok(reply::json(&json))
}

async fn prove(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let (loaded, pending) = at_this_screen(ctx).await?;
    let name = name_of(fields.get("name"))?;
    let answer = fields.some("answer").ok_or(Stop::Refused("answer", Refusal::KeyNoScript))?;
    let pending = pending.ok_or(Stop::Refused("answer", Refusal::Key(KeyRefusal::Expired)))?;
    let (tried, tally) = new_factor::reserve(ctx, &loaded, "answer").await?;
    let (party, keyring, rng) = (&ctx.app.relying_party, &ctx.app.keyring, &*ctx.app.rng);
    let password = new_factor::first(&loaded)?;
    match party.prove_pending_key(&pending, &password, answer, keyring, ctx.now, rng) {
        Ok(proven) => {
            let row = NewFactor::SecurityKey(proven.row, name);
            let proven = Proven { witness: proven.witness, row, tried: Some(tried) };
            match new_factor::store(ctx, &loaded, proven, "answer").await {
                // Another account's key: its answer is used up like any other (requirement WA-02).
                Err(Stop::Refused(_, Refusal::KeyKnown)) => {
                    new_factor::wrong(ctx, loaded, tally, ("answer", Refusal::KeyKnown)).await
                }
                other => other,
            }
        }
        Err(KeyRefusal::Sealed(error)) => Err(error.into()),
        Err(refusal) => new_factor::wrong(ctx, loaded, tally, ("answer", Refusal::Key(refusal))).await,
    }
}

/// The name that its owner gives a factor: any text without control characters; empty is allowed.
pub(super) fn name_of(typed: &str) -> Result<String, Stop> {
    let name = typed.trim();
    let max = u32::try_from(LONGEST_NAME).unwrap_or(u32::MAX);
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Stop::Refused("name", Refusal::NameTooLong { max }));
    }
    Ok(name.to_owned())
}

/// The journey at S5 with a key; a ceremony that is too old is refused when it is proven, and begins afresh at the next click.
async fn at_this_screen(ctx: &Ctx) -> Result<(Loaded, Option<PendingKey>), Stop> {
    let loaded = flow::load(ctx).await?;
    let State::EnrolFactor(_, _, Some(Pending { factor: PendingFactor::Key(key), .. })) = &loaded.journey.state else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    let key = key.clone();
    Ok((loaded, key))
}

async fn page(ctx: &Ctx, name: &str, again: Option<Again>) -> Result<Response, Stop> {
    let (loaded, _) = at_this_screen(ctx).await?;
    let mut framed = new_factor::framed(ctx, &loaded);
    let status = framed.refused(again);
    let page = KeySetupPage { frame: framed.frame.clone(), name: name.chars().take(LONGEST_NAME * 2).collect() };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page).map(IntoResponse::into_response)?)
}
