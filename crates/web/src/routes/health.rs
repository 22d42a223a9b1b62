//! For whoever watches the process.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::ctx::Ctx;

/// The process answers.
pub async fn alive() -> Response {
    Json(json!({"status": "ok"})).into_response()
}

/// The process can serve: its database answers.
pub async fn ready(ctx: Ctx) -> Response {
    match ctx.app.store.ping().await {
        Ok(()) => Json(json!({"status": "ready"})).into_response(),
        Err(error) => {
            tracing::warn!(request = %ctx.number, error = %error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "database does not answer"}))).into_response()
        }
    }
}
