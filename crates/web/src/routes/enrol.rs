//! S4: what the wizard will do.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::grant::GrantKind;
use journey::{Event, Licence, State};

use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::pages::IntroductionPage;

/// S4.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

/// On to the choice of a method.
pub async fn submit(ctx: Ctx, _form: Form) -> Response {
    let result = go_on(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

async fn go_on(ctx: &Ctx) -> Result<Response, Stop> {
    let loaded = flow::load(ctx).await?;
    if !matches!(loaded.journey.state, State::EnrolIntroduction(..)) {
        // A second click, or Back: the page that belongs to the state, without a word.
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    }
    let next = flow::advance(ctx, &loaded, Event::ContinueEnrolment).await?;
    Ok(redirect(flow::path_of(&next.state)).into_response())
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let loaded = flow::load(ctx).await?;
    // Looking back from S5 is no step back: the secret that was scanned stays.
    let (State::EnrolIntroduction(_, licence)
    | State::EnrolFactor(
        _,
        licence @ (Licence::Presented(_) | Licence::FirstLogin { .. } | Licence::Replacing(_)),
        _,
    )) = &loaded.journey.state
    else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    let framed = reply::frame(ctx, Bound::Visit);
    let page = IntroductionPage {
        frame: framed.frame.clone(),
        recovering: licence.kind() == Some(GrantKind::RecoveryCode),
        replacing: matches!(licence, Licence::Replacing(_)),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}
