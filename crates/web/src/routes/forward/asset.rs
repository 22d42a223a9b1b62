//! `/.poortwachter/assets/` on an application's host: the stylesheet, logo and icon of our pages there.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::at_a_site;
use crate::app::App;
use crate::routes::assets;

/// One file.
pub async fn show(State(app): State<Arc<App>>, Path(name): Path<String>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    match at_a_site(&app, &mut parts).await {
        Ok((ctx, _)) => assets::show(ctx, Path(name)).await,
        Err(refused) => refused,
    }
}
