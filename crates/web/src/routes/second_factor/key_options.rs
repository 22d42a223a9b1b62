//! S2: the person is ready to touch the key, or to unlock the passkey's device; a fresh challenge for the browser, as JSON.

use axum::response::Response;
use journey::{Event, State};

use super::{asked, at_this_screen};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::http::fields::Fields;
use crate::http::reply;
use crate::pages::Method;
use crate::routes::new_factor::purpose;

/// The options for `navigator.credentials.get`; whoever is at another screen by now is sent there.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let result = options(&ctx, &fields).await;
    flow::answer(&ctx, result, async |_| super::page(&ctx, None).await).await
}

async fn options(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    // What the form was made for, since another tab may have switched in between (rule J11).
    let said = Method::parse(fields.get("kind")).map_or(asked(&loaded)?.kind, Method::kind);
    let role = said.key_role().unwrap_or_default();
    let asked_of = purpose(&loaded).before_proving(&loaded.facts, ctx.now);
    let mut held = ctx.app.store.load_keys(loaded.facts.account).await?;
    held.retain(|key| asked_of.holds(key.factor));
    let challenge = ctx.app.relying_party.begin_assertion(role, &held, &ctx.app.keyring, ctx.now)?;
    let event = Event::KeyAsked { challenge, facts: loaded.facts.clone() };
    let next = flow::advance(ctx, &loaded, event).await?;
    let State::AwaitingFactor(_, asked) = &next.state else {
        return Err(Stop::elsewhere(reply::redirect(flow::path_of(&next.state))));
    };
    Ok(reply::json(asked.challenge(role).map(credentials::security_key::KeyChallenge::options).unwrap_or_default()))
}
