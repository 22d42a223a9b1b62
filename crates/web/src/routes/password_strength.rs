//! `POST /password/strength`: how strong a password is that somebody is typing, for our own script; nothing is kept or logged.
//!
//! Takes `password`, and `username` and `name` of the page as words that others try first; answers a score of 0 to 4, a word and an advice in the
//! reader's language. The page's own rules decide when the form is sent: this is a help, and may stay silent under load.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use credentials::password::{Advice, Password, PasswordRefusal, Strength, strength};
use journey::Refusal;

use crate::ctx::Ctx;
use crate::flow::{PasswordOwner, messages};
use crate::http::body::AnyForm;
use crate::http::cookies::Cookie;
use crate::http::fields::Fields;
use crate::http::reply;
use crate::look::{Message, Texts};
use crate::pages::Frame;

/// The longest username or name that is listened to, in characters.
const NAME: usize = 200;
/// Seconds after which a browser that asked too often may ask again.
const RETRY_AFTER: u32 = 10;

/// What the meter shows.
#[derive(serde::Serialize)]
struct Shown {
    score: u8,
    word: String,
    advice: String,
}

/// Estimates, where there is room for it.
pub async fn submit(ctx: Ctx, AnyForm(fields): AnyForm) -> Response {
    let visit = ctx.cookies.secret(Cookie::Session).or_else(|| ctx.cookies.secret(Cookie::Visit));
    let Some(place) = ctx.app.meter.enter(visit.map(|token| token.hash()), ctx.address, ctx.now) else {
        let wait = [(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER))];
        return (StatusCode::TOO_MANY_REQUESTS, wait, reply::json("{}")).into_response();
    };
    let asked = ctx.clone();
    let shown = tokio::task::spawn_blocking(move || {
        let _held = place;
        show(&asked, &fields)
    });
    match shown.await.map(|shown| serde_json::to_string(&shown)) {
        Ok(Ok(text)) => reply::json(&text),
        _ => reply::fault(&ctx, &reply::Fault::new("the strength of a password could not be estimated")),
    }
}

fn show(ctx: &Ctx, fields: &Fields) -> Shown {
    let (username, display_name) = (shortened(fields.get("username")), shortened(fields.get("name")));
    let words = PasswordOwner { username: &username, display_name: &display_name }.words(ctx);
    let policy = &ctx.app.settings.password;
    let frame = Frame::new(Texts::of(ctx.lang), ctx.app.brand.clone(), &ctx.here, 0, "");
    match Password::parse_new(fields.get("password"), policy, &words) {
        Ok(password) => estimated(&frame, strength(&password, policy, &words)),
        Err(refusal) => refused(&frame, ctx, refusal),
    }
}

fn refused(frame: &Frame, ctx: &Ctx, refusal: PasswordRefusal) -> Shown {
    if let PasswordRefusal::TooShort { min, got } = refusal {
        return Shown {
            score: 0,
            word: frame.say(&Message::new("strength-not-yet").arg("left", min - got)),
            advice: String::new(),
        };
    }
    let advice = messages::field_error("password", &Refusal::Password(refusal), ctx.now).message;
    Shown { score: 0, word: frame.t("strength-refused"), advice: frame.say(&advice) }
}

fn estimated(frame: &Frame, Strength { score, advice }: Strength) -> Shown {
    let word = match score {
        0 => "strength-0",
        1 => "strength-1",
        2 => "strength-2",
        3 => "strength-3",
        _ => "strength-4",
    };
    Shown { score, word: frame.t(word), advice: advice_key(advice).map(|key| frame.t(key)).unwrap_or_default() }
}

fn advice_key(advice: Advice) -> Option<&'static str> {
    Some(match advice {
        Advice::Good => return None,
        Advice::AddWords => "strength-advice-add-words",
        Advice::OwnWords => "strength-advice-own-words",
        Advice::OftenChosen => "strength-advice-often-chosen",
        Advice::OneWord => "strength-advice-one-word",
        Advice::Keys => "strength-advice-keys",
        Advice::Repeated => "strength-advice-repeated",
        Advice::Row => "strength-advice-row",
        Advice::Date => "strength-advice-date",
    })
}

fn shortened(text: &str) -> String {
    text.chars().take(NAME).collect()
}
