//! `/authorize/account`: an application asks for somebody else than the one who is logged in, or lets people choose.
//!
//! A browser has one account at a time, so the choice is to stay, which takes both proofs again, or to log out and in as another one.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use journey::{AccountPlace, Target};
use store::SessionView;
use uuid::Uuid;

use super::verdict::{Verdict, Way};
use super::{Asking, asking, decide, finish, named};
use crate::ctx::Ctx;
use crate::flow::{self, Stop, query_to};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::pages::OtherAccountPage;
use crate::routes::account::{logged_out, needed_for};

/// Who is logged in, and the ways on.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let result = page(&ctx, query.as_deref()).await;
    finish(&ctx, result)
}

/// Logs out, and leads to S1 for the same application.
pub async fn submit(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    let result = async {
        let query = format!("to={}", fields.get("to"));
        let (view, id, ..) = choosing(&ctx, Some(&query)).await?;
        ctx.app.store.end_session(view.session.id, "logout", &ctx.context()).await?;
        let start = redirect(&format!("/login{}", query_to(&Target::Request(id))));
        Ok(logged_out(start.into_response()))
    };
    finish(&ctx, result.await)
}

/// The session and the request, when there is a choice to be made; otherwise the way goes on.
async fn choosing(ctx: &Ctx, query: Option<&str>) -> Result<(SessionView, Uuid, Asking, bool), Stop> {
    let id = named(query);
    let view = needed_for(ctx, &id.map_or(Target::Account, Target::Request)).await?;
    let Some(id) = id else { return Err(Stop::elsewhere(redirect("/account"))) };
    let asking = asking(ctx, id).await?;
    match decide(ctx, &asking, Some(&view)).await? {
        Verdict::Show(Way::Account(may_stay)) => Ok((view, id, asking, may_stay)),
        _ => Err(Stop::elsewhere(redirect(&flow::authorization_of(id)))),
    }
}

async fn page(ctx: &Ctx, query: Option<&str>) -> Result<Response, Stop> {
    let (view, id, asking, may_stay) = choosing(ctx, query).await?;
    let mut framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    framed.frame.to = Target::Request(id).text();
    let page = OtherAccountPage {
        frame: framed.frame.clone(),
        application: asking.client.name,
        username: view.username.to_string(),
        stay: may_stay.then(|| format!("/account/confirm?to={}", AccountPlace::Request(id).text())),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}
