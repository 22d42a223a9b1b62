//! `/forgot/link`: the page behind the link in the mail (rule J12, requirements FP-02 to FP-04).
//!
//! The secret leaves the address at once, as on the activation page. Looking changes nothing; the button begins a journey, which asks for the second factor
//! before anything can be set.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::JourneyId;
use credentials::mailed_link::{LinkRow, verify_link};
use credentials::token::SecretToken;
use journey::{Event, Journey, Target};

use super::{framed, target_in};
use crate::ctx::Ctx;
use crate::flow::{self, Stop, query_to};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::reply::redirect;
use crate::look::Message;
use crate::pages::{ForgotLinkPage, MessagePage};
use crate::routes::activate::take_token;
use crate::routes::login::enter;

/// Says what comes next, and has one button.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let target = target_in(&ctx, query.as_deref());
    let bare = format!("/forgot/link{}", query_to(&target));
    if let Some(to) = take_token(query.as_deref(), &bare, Cookie::Link) {
        return to.into_response();
    }
    let result = page(&ctx, &target).await;
    flow::answer(&ctx, result, async |_| page(&ctx, &target).await).await
}

/// Begins the journey: S2 comes next.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let target = ctx.app.settings.target(fields.some("to"));
    let result = follow(&ctx, &target).await;
    flow::answer(&ctx, result, async |_| page(&ctx, &target).await).await
}

async fn follow(ctx: &Ctx, target: &Target) -> Result<Response, Stop> {
    let dead = || Stop::elsewhere(redirect(&format!("/forgot/link{}", query_to(target))));
    let (row, secret) = live_link(ctx).await?.ok_or_else(dead)?;
    let journey = Journey::begin(JourneyId::generate(ctx.now, &*ctx.app.rng), ctx.now);
    let witness = verify_link(&row, &secret, journey.id, ctx.now).ok_or_else(dead)?;
    let facts = ctx.app.store.facts(row.account).await?.ok_or_else(dead)?;
    let tries = ctx.app.store.tries_behind_link(row.id).await?;
    let event = Event::LinkFollowed { witness, facts, tries, target: target.clone() };
    // The cookie stays until the link is used: whoever lets the journey run out can press the button again.
    Ok(enter(ctx, &journey, event).await?.into_response())
}

async fn live_link(ctx: &Ctx) -> Result<Option<(LinkRow, SecretToken)>, Stop> {
    let Some(secret) = ctx.cookies.secret(Cookie::Link) else { return Ok(None) };
    let row = ctx.app.store.find_password_link(&secret.hash(), ctx.now).await?;
    Ok(row.map(|row| (row, secret)))
}

async fn page(ctx: &Ctx, target: &Target) -> Result<Response, Stop> {
    let framed = framed(ctx, target);
    if live_link(ctx).await?.is_some() {
        let page = ForgotLinkPage { frame: framed.frame.clone() };
        return Ok(framed.show(StatusCode::OK, &page)?);
    }
    // Used, too old, replaced, cut or never ours: one page, with the way to a new one.
    let actions = vec![
        (Message::new("forgot-link-again"), format!("/forgot/password{}", query_to(target))),
        (Message::new("back-to-login"), format!("/login{}", query_to(target))),
    ];
    let (title, body) = (Message::new("link-dead-old-title"), vec![Message::new("forgot-link-dead")]);
    let page = MessagePage { frame: framed.frame.clone(), title, body, actions, calls: false };
    Ok(framed.show(StatusCode::GONE, &page)?)
}
