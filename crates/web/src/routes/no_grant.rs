//! The page for somebody with the right password who cannot go on in this browser (rules J2 and J6).

use axum::http::StatusCode;
use axum::response::Response;
use journey::{Event, NoGrantReason as Reason, State};

use crate::ctx::Ctx;
use crate::flow::{self, Loaded, Stop};
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::pages::{NoGrantPage, NoGrantReason};

/// Says how to go on: in the other browser, with the code, or by the help desk.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let loaded = back_from_reset(ctx).await?;
    let State::NoGrant(_, reason) = &loaded.journey.state else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    let framed = reply::frame(ctx, Bound::Visit);
    let page = NoGrantPage {
        frame: framed.frame.clone(),
        recovery_open: *reason == Reason::RecoveryOpen,
        reason: match reason {
            Reason::RecoveryOpen => NoGrantReason::RecoveryElsewhere,
            Reason::NeedsActivation => NoGrantReason::NeedsActivation,
            Reason::NeedsHelpDesk => NoGrantReason::NeedsHelpDesk,
            Reason::LinkWithoutFactor => NoGrantReason::LinkWithoutFactor,
        },
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}

/// From S3 this page is the way back, when no factor is left.
async fn back_from_reset(ctx: &Ctx) -> Result<Loaded, Stop> {
    let loaded = flow::load(ctx).await?;
    if !matches!(loaded.journey.state, State::AwaitingRecoveryCode(..)) || loaded.facts.has_factor() {
        return Ok(loaded);
    }
    let journey = flow::advance(ctx, &loaded, Event::LeaveRecovery { facts: loaded.facts.clone() }).await?;
    Ok(Loaded { journey, facts: loaded.facts })
}
