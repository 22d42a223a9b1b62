//! `/consent`: an application that is not of the house wants to know who somebody is, and asks first (requirement OP-17).

use std::collections::BTreeSet;

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use journey::Target;
use oidc::claims::Person;
use oidc::consent;
use oidc::scope::{Scope, Scopes};
use serde_json::Value;
use store::SessionView;
use uuid::Uuid;

use super::account::{acting, needed_for};
use super::authorize::{self, Asking, Verdict, Way};
use crate::ctx::Ctx;
use crate::flow::{self, Stop, query_to};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::look::Texts;
use crate::pages::{ConsentPage, ConsentPart, LanguagePage};

/// Which application, what it wants to know, and for how long.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let result = page(&ctx, query.as_deref()).await;
    authorize::finish(&ctx, result)
}

/// Yes or no. A yes is kept; a no is told to the application.
pub async fn submit(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let result = async {
        let query = format!("to={}", fields.get("to"));
        let wanted = wanted(&ctx, Some(&query)).await?;
        match fields.get("answer") {
            "yes" => agreed(&ctx, &wanted).await,
            "no" => authorize::denied(&ctx, &wanted.asking, wanted.view.session.account).await,
            // Neither: the question again.
            _ => Ok(redirect(&format!("/consent{}", query_to(&Target::Request(wanted.id)))).into_response()),
        }
    };
    authorize::finish(&ctx, result.await)
}

/// What is asked of whom.
struct Wanted {
    view: SessionView,
    id: Uuid,
    asking: Asking,
    scopes: Scopes,
}

/// The session and the request, when there is something to agree to; otherwise the way goes on.
async fn wanted(ctx: &Ctx, query: Option<&str>) -> Result<Wanted, Stop> {
    let id = authorize::named(query);
    let view = needed_for(ctx, &id.map_or(Target::Account, Target::Request)).await?;
    let Some(id) = id else { return Err(Stop::elsewhere(redirect("/account"))) };
    let asking = authorize::asking(ctx, id).await?;
    match authorize::decide(ctx, &asking, Some(&view)).await? {
        Verdict::Show(Way::Consent(scopes)) => Ok(Wanted { view, id, asking, scopes }),
        _ => Err(Stop::elsewhere(redirect(&flow::authorization_of(id)))),
    }
}

async fn agreed(ctx: &Ctx, wanted: &Wanted) -> Result<Response, Stop> {
    let client = &wanted.asking.client.id;
    let acting = acting(ctx, &wanted.view);
    // Without a row the session or the client ended in between: the way on finds out which.
    ctx.app.store.agree_to(&acting, client, &wanted.scopes, &ctx.context()).await?;
    Ok(redirect(&format!("/leaving{}", query_to(&Target::Request(wanted.id)))).into_response())
}

async fn page(ctx: &Ctx, query: Option<&str>) -> Result<Response, Stop> {
    let wanted = wanted(ctx, query).await?;
    let (store, account) = (&ctx.app.store, wanted.view.session.account);
    let before = store.load_consent(account, &wanted.asking.client.id).await?;
    let said = consent::page(&wanted.asking.client, &wanted.scopes, before.as_ref().map(|row| &row.scopes));
    let Some(person) = store.person(account, wanted.scopes.has(Scope::Phone)).await? else {
        return Err(Stop::elsewhere(redirect("/account")));
    };
    let part = |scope: Scope, new| ConsentPart { scope, new, values: values(ctx, &person, scope) };
    let mut framed = reply::frame(ctx, Bound::Session).in_session(ctx, &wanted.view);
    framed.frame.to = Target::Request(wanted.id).text();
    let ends = Texts::of(ctx.lang).date_time(wanted.view.session.expires_at, &ctx.app.settings.zone);
    let page = ConsentPage {
        frame: framed.frame.clone(),
        application: said.client_name,
        username: wanted.view.username.to_string(),
        parts: said
            .new
            .iter()
            .map(|scope| part(scope, true))
            .chain(said.known.iter().map(|scope| part(scope, false)))
            .collect(),
        until: said.until_session_ends.then_some(ends),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}

/// A language in its own words, instead of the tag that the application gets.
fn language(tag: &str) -> String {
    let known = LanguagePage::CHOICES.iter().find(|(code, _)| *code == tag);
    known.map_or_else(|| tag.to_owned(), |(_, name)| (*name).to_owned())
}

/// What the application would learn by this scope, in the person's own words. Numbers and marks say nothing to a reader.
fn values(ctx: &Ctx, person: &Person, scope: Scope) -> Vec<String> {
    let only: Scopes = [scope].into_iter().collect();
    let released = ctx.app.oidc.mapping.release(person, &only, &BTreeSet::new(), &only);
    let words = |value: Value| match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.into_iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    let named = |claim: &str, value| {
        words(value).into_iter().map(|text| if claim == "locale" { language(&text) } else { text }).collect::<Vec<_>>()
    };
    released.into_iter().flat_map(|(claim, value)| named(&claim, value)).collect()
}
