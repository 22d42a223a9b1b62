//! `/forgot/username`: one field, the mail address.
//!
//! Only the first address of an account counts. The second is for notices and may be somebody else's, who need not learn a username.

use axum::extract::RawQuery;
use axum::response::Response;
use journey::{Refusal, RequestKind, Target};

use super::{ask, page, sent_page, target_in};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::pages::Forgot;

/// The longest mail address, in characters (RFC 5321 section 4.5.3.1).
pub const LONGEST: usize = 254;

/// The page that asks.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let target = target_in(&ctx, query.as_deref());
    let result = page(&ctx, Forgot::Username, ("", &target), None);
    flow::answer(&ctx, result, async |again| page(&ctx, Forgot::Username, ("", &target), Some(again))).await
}

/// Asks for the usernames; what is answered does not depend on any account.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let target = ctx.app.settings.target(fields.some("to"));
    let typed = fields.get("mail");
    let result = ask_for(&ctx, typed, &target).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Forgot::Username, (typed, &target), Some(again))).await
}

async fn ask_for(ctx: &Ctx, typed: &str, target: &Target) -> Result<Response, Stop> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Stop::Refused("mail", Refusal::Empty("forgot-empty-mail")));
    }
    if !is_address(typed) {
        return Err(Stop::Refused("mail", Refusal::NoMailAddress));
    }
    ask(ctx, RequestKind::Username, typed, target).await
}

/// The page that says the same to everybody.
pub async fn sent(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    sent_page(&ctx, Forgot::Username, query.as_deref())
}

/// Whether it can be one mail address at all. What is typed is only compared and never written to, so this is for slips of the finger.
fn is_address(typed: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !",;<>()\"\\".contains(c);
    let parts = typed.split_once('@');
    let whole = parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    whole && typed.chars().all(plain) && typed.chars().count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_told() {
        for good in ["b.jansen@example.org", "o'brien+x@sub.example.nl", "zoë@exämple.org"] {
            assert!(is_address(good), "{good}");
        }
        let long = format!("{}@example.org", "x".repeat(LONGEST));
        for bad in [
            "b.jansen",
            "@example.org",
            "b@example",
            "b@",
            "b@@example.org",
            "b j@example.org",
            "b@example.org\r\nBcc: x@example.org",
            "b@example.org,x@example.org",
            "B <b@example.org>",
            "b\0@example.org",
            &long,
        ] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }
}
