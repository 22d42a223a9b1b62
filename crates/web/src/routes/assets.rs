//! Stylesheets, scripts and pictures under names that hold a fingerprint of their content.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::ctx::Ctx;
use crate::http::reply::redirect;
use crate::look::assets;

/// A name never changes its content, so browsers may keep it for a year.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// One file.
pub async fn show(ctx: Ctx, Path(name): Path<String>) -> Response {
    let found = assets::find(&name)
        .map(|(content_type, bytes)| (content_type, bytes.to_vec()))
        .or_else(|| ctx.app.brand.find(&name).map(|(content_type, bytes)| (content_type, bytes.to_vec())))
        .or_else(|| ctx.app.help.find(&name).map(|(content_type, bytes)| (content_type, bytes.to_vec())));
    match found {
        Some((content_type, bytes)) => {
            ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, FOR_EVER)], bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Browsers ask for this address whatever the page says.
pub async fn icon() -> Response {
    redirect(&assets::asset_url("icon.svg")).into_response()
}
