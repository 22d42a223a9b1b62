//! S5, second half: a passkey is registered with a name (requirement WA-11); the work is that of [`key_setup`](super::key_setup).

use axum::response::Response;
use credentials::security_key::KeyRole;

use super::key_setup;
use crate::ctx::Ctx;
use crate::http::body::Form;

/// S5 with the passkey.
pub async fn show(ctx: Ctx) -> Response {
    key_setup::shown(ctx, KeyRole::Passkey).await
}

/// A fresh challenge for the browser, as JSON.
pub async fn options(ctx: Ctx, _form: Form) -> Response {
    key_setup::begun(ctx, KeyRole::Passkey).await
}

/// Proves the passkey with its answer.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    key_setup::submitted(ctx, KeyRole::Passkey, &fields).await
}
