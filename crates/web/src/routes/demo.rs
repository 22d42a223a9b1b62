//! The demo's inbox: every message that would have been sent, and the accounts to try.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::totp::TotpSecret;

use crate::app::{DemoAccount, DemoMessage};
use crate::ctx::Ctx;
use crate::http::csrf::Bound;
use crate::http::reply;
use crate::look::Texts;
use crate::pages::{InboxAccount, InboxMessage, InboxPage};

/// The inbox for people.
pub async fn inbox(ctx: Ctx) -> Response {
    let Some(demo) = ctx.app.demo.clone() else { return StatusCode::NOT_FOUND.into_response() };
    let framed = reply::frame(&ctx, Bound::Visit);
    let page = InboxPage {
        messages: demo.messages().into_iter().map(|message| shown(&ctx, message)).collect(),
        accounts: demo.accounts().into_iter().map(|account| tried(&ctx, account)).collect(),
        frame: framed.frame.clone(),
    };
    framed.show(StatusCode::OK, &page).unwrap_or_else(|fault| reply::fault(&ctx, &fault))
}

/// The inbox for scripts.
pub async fn inbox_json(ctx: Ctx) -> Response {
    let Some(demo) = ctx.app.demo.clone() else { return StatusCode::NOT_FOUND.into_response() };
    Json(serde_json::json!({"messages": demo.messages(), "accounts": demo.accounts()})).into_response()
}

fn shown(ctx: &Ctx, message: DemoMessage) -> InboxMessage {
    InboxMessage {
        channel: message.channel,
        to: message.to,
        at: Texts::of(ctx.lang).date_time(message.at, &ctx.app.settings.zone),
        subject: message.subject,
        text: message.text,
        link: message.link,
    }
}

/// The stable word of a state, in words.
fn state(ctx: &Ctx, word: &str) -> String {
    let texts = Texts::of(ctx.lang);
    match word {
        "never-enrolled" => texts.get("demo-state-never-enrolled"),
        "enrolled" => texts.get("demo-state-enrolled"),
        "enrolled-sms" => texts.get("demo-state-enrolled-sms"),
        "disabled" => texts.get("demo-state-disabled"),
        "activation-pending" => texts.get("demo-state-activation-pending"),
        other => other.to_owned(),
    }
}

fn tried(ctx: &Ctx, account: DemoAccount) -> InboxAccount {
    let code =
        account.totp_secret.as_deref().and_then(TotpSecret::parse).map(|secret| secret.code_at(ctx.now).digits());
    InboxAccount {
        username: account.username,
        password: account.password,
        state: state(ctx, &account.state),
        recovery_code: account.recovery_code,
        totp_secret: account.totp_secret,
        totp_code: code,
    }
}
