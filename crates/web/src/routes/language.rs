//! The language switch of every page.

use axum::response::{IntoResponse, Response};
use journey::AccountPlace;

use crate::ctx::Ctx;
use crate::http::body::AnyForm;
use crate::http::cookies::Cookie;
use crate::http::reply::redirect;
use crate::look::Lang;

/// Remembers the language and goes back to the page that it was chosen on.
pub async fn submit(ctx: Ctx, AnyForm(fields): AnyForm) -> Response {
    let back = own_path(fields.get("back")).unwrap_or_else(|| "/login".to_owned());
    let to = redirect(&format!("{back}{}", query(&ctx, fields.get("to"))));
    match Lang::parse(fields.get("lang")) {
        Some(lang) => to.set(Cookie::Language, lang.code()).into_response(),
        None => to.into_response(),
    }
}

/// Where this tab was going (rule J11), written anew: the page that is shown again needs it, and nothing else comes along.
fn query(ctx: &Ctx, to: &str) -> String {
    let place = AccountPlace::parse(to).map(AccountPlace::text);
    let text = place.or_else(|| ctx.app.settings.target(Some(to)).text());
    text.map(|to| format!("?to={to}")).unwrap_or_default()
}

/// A path of our own and nothing else: no other host, no backslash, no control character, no query (requirement WE-07).
pub(super) fn own_path(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._".contains(c);
    let ours = text.starts_with('/') && !text.starts_with("//") && !text.contains("..") && text.chars().all(plain);
    ours.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn we_07_only_paths_of_our_own() {
        for good in ["/login", "/login/second-factor", "/enrol/recovery-code.txt", "/"] {
            assert_eq!(own_path(good).as_deref(), Some(good));
        }
        let payloads = [
            "",
            "login",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "/login?next=//evil",
            "/login#x",
            "/%2f%2fevil",
            "/login\r\nSet-Cookie: a=b",
            "/login\n",
            "/\t/evil.example",
            "/ /evil",
            "@evil.example",
            "/@evil.example",
            "/..//evil.example",
            "/../../x",
            "/login;x",
            "/login:80",
            "http://login@evil",
            "/\u{202e}nigol",
            "/é",
            "/login\0",
            "/<script>",
            "/\"x",
            "/'x",
            "/login&x",
            "/login=x",
            "/*",
            "/login,evil",
            "/[::1]",
            "/login|x",
            "/^",
            "/`x`",
            "/login%0d%0a",
            "/$x",
        ];
        for payload in payloads {
            assert_eq!(own_path(payload), None, "{payload:?}");
        }
        assert!(payloads.len() >= 40);
    }
}
