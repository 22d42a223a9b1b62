//! S5, second half: the security key is registered with a name (requirements WA-01 to WA-03). A passkey goes the same way, on a page of
//! its own.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::FactorId;
use credentials::security_key::{KeyRefusal, KeyRole, PendingKey};
use journey::{Event, NewFactor, Pending, PendingFactor, Refusal, State};

use super::new_factor::{self, Proven};
use crate::ctx::Ctx;
use crate::flow::{self, Again, Loaded, Stop};
use crate::http::body::Form;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::{KeySetupPage, PasskeySetupPage};

/// The longest name of a key, in characters.
pub(super) const LONGEST_NAME: usize = 40;

/// S5 with the key.
pub async fn show(ctx: Ctx) -> Response {
    shown(ctx, KeyRole::SecurityKey).await
}

/// A fresh challenge for the browser, as JSON; whoever is at another screen by now is sent there.
pub async fn options(ctx: Ctx, _form: Form) -> Response {
    begun(ctx, KeyRole::SecurityKey).await
}

/// Proves the key with its answer; the factor counts from here on, and S6 follows.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    submitted(ctx, KeyRole::SecurityKey, &fields).await
}

/// The same for either kind of key.
pub(super) async fn shown(ctx: Ctx, role: KeyRole) -> Response {
    let result = page(&ctx, role, "", None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, role, "", Some(again)).await).await
}

pub(super) async fn begun(ctx: Ctx, role: KeyRole) -> Response {
    let ctx = ctx.at(path(role));
    let result = begin(&ctx, role).await;
    flow::answer(&ctx, result, async |again| page(&ctx, role, "", Some(again)).await).await
}

pub(super) async fn submitted(ctx: Ctx, role: KeyRole, fields: &Fields) -> Response {
    let name = fields.get("name");
    let result = prove(&ctx, role, fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, role, name, Some(again)).await).await
}

/// The page on which the forms stand.
fn path(role: KeyRole) -> &'static str {
    match role {
        KeyRole::SecurityKey => "/enrol/key",
        KeyRole::Passkey => "/enrol/passkey",
    }
}

async fn begin(ctx: &Ctx, role: KeyRole) -> Result<Response, Stop> {
    let (loaded, _) = at_this_screen(ctx, role).await?;
    let held = ctx.app.store.load_keys(loaded.facts.account).await?;
    let factor = FactorId::generate(ctx.now, &*ctx.app.rng);
    let label = ctx.app.brand.product.clone();
    let pending = ctx.app.relying_party.begin_enrolment(role, factor, &label, &held, &ctx.app.keyring, ctx.now)?;
    let json = pending.options().to_owned();
    let pending = PendingFactor::of_key(role, Some(pending));
    flow::advance(ctx, &loaded, Event::MethodChosen { pending, facts: loaded.facts.clone() }).await?;
    Ok(reply::json(&json))
}

async fn prove(ctx: &Ctx, role: KeyRole, fields: &Fields) -> Result<Response, Stop> {
    let (loaded, pending) = at_this_screen(ctx, role).await?;
    let name = name_of(fields.get("name"))?;
    let answer = fields.some("answer").ok_or(Stop::Refused("answer", Refusal::no_script(role)))?;
    let expired = || Stop::Refused("answer", Refusal::of_key(role, KeyRefusal::Expired));
    let pending = pending.ok_or_else(expired)?;
    let (tried, tally) = new_factor::reserve(ctx, &loaded, "answer").await?;
    let (party, keyring, rng) = (&ctx.app.relying_party, &ctx.app.keyring, &*ctx.app.rng);
    let first = new_factor::first(&loaded)?;
    match party.prove_pending_key(&pending, &first, answer, keyring, ctx.now, rng) {
        Ok(proven) => {
            let row = NewFactor::Key(proven.row, name);
            let proven = Proven { witness: proven.witness, row, tried: Some(tried) };
            match new_factor::store(ctx, &loaded, proven, "answer").await {
                // Another account's key: its answer is used up like any other (requirement WA-02).
                Err(Stop::Refused(_, Refusal::KeyKnown)) => {
                    new_factor::wrong(ctx, loaded, tally, ("answer", Refusal::known(role))).await
                }
                other => other,
            }
        }
        Err(KeyRefusal::Sealed(error)) => Err(error.into()),
        Err(refusal) => new_factor::wrong(ctx, loaded, tally, ("answer", Refusal::of_key(role, refusal))).await,
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

/// The journey at S5 with such a key; a ceremony that is too old is refused when it is proven, and begins afresh at the next click.
async fn at_this_screen(ctx: &Ctx, role: KeyRole) -> Result<(Loaded, Option<PendingKey>), Stop> {
    let loaded = flow::load(ctx).await?;
    let key = match (&loaded.journey.state, role) {
        (State::EnrolFactor(_, _, Some(Pending { factor: PendingFactor::Key(key), .. })), KeyRole::SecurityKey)
        | (State::EnrolFactor(_, _, Some(Pending { factor: PendingFactor::Passkey(key), .. })), KeyRole::Passkey) => {
            key.clone()
        }
        (other, _) => return Err(Stop::elsewhere(redirect(flow::path_of(other)))),
    };
    Ok((loaded, key))
}

async fn page(ctx: &Ctx, role: KeyRole, name: &str, again: Option<Again>) -> Result<Response, Stop> {
    let (loaded, _) = at_this_screen(ctx, role).await?;
    let mut framed = new_factor::framed(ctx, &loaded);
    let status = framed.refused(again).unwrap_or(StatusCode::OK);
    let (frame, name) = (framed.frame.clone(), name.chars().take(LONGEST_NAME * 2).collect());
    let shown = match role {
        KeyRole::SecurityKey => framed.show(status, &KeySetupPage { frame, name }),
        KeyRole::Passkey => framed.show(status, &PasskeySetupPage { frame, name }),
    };
    Ok(shown.map(IntoResponse::into_response)?)
}
