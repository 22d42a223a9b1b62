//! The headers of our own pages, as the program answers them. What a proxy adds or takes away is for a scan from outside.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Request, Response};
use tower::ServiceExt;
use web::App;

use super::table;
use crate::commands::account::desk::Desk;
use crate::complaint::Complaint;
use crate::wiring;

/// Pages of each kind: a form, a text, an address that needs a session, one that does not exist, a sign of life.
const PAGES: [&str; 5] = ["/login", "/help", "/account", "/does-not-exist", "/healthz"];
/// What every answer should have, with a part of its value (requirements WE-03 to WE-05).
const WANTED: [(&str, &str); 8] = [
    ("content-security-policy", "default-src 'none'"),
    ("content-security-policy", "frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "("),
    ("cache-control", ""),
];

pub(super) async fn text(desk: &Desk) -> Result<String, Complaint> {
    let mut text = "# Headers\n\nAnswers of the program itself, without a proxy before it.\n\n".to_owned();
    let app = wiring::portal(&desk.settings, desk.store.clone(), &Arc::default(), None).map_err(|mut complaints| {
        complaints.0.pop().unwrap_or_else(|| Complaint::new("no portal", "run `poortwachter check`"))
    })?;
    for page in PAGES {
        let answer = ask(&app, page).await?;
        let rows = answer.headers().iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            // The value of a cookie is nobody's business; its attributes are.
            let value = if name == "set-cookie" { without_value(&value) } else { value.into_owned() };
            vec![name.to_string(), value]
        });
        let (status, shown) = (answer.status().as_u16().to_string(), table(&["header", "value"], rows));
        text.extend(["## GET ", page, ": ", &status, "\n\n", &shown, "\n"]);
        let missing = missing(&answer, desk);
        if missing.is_empty() {
            text.push_str("All that is wanted is there.\n\n");
        } else {
            text.extend(["MISSING: ", &missing.join(", "), "\n\n"]);
        }
    }
    Ok(text)
}

async fn ask(app: &Arc<App>, page: &str) -> Result<Response<Body>, Complaint> {
    let nobody: SocketAddr = ([127, 0, 0, 1], 0).into();
    let request = Request::get(page).extension(ConnectInfo(nobody)).body(Body::empty()).map_err(cannot)?;
    web::router(Arc::clone(app)).oneshot(request).await.map_err(cannot)
}

fn cannot(error: impl std::fmt::Display) -> Complaint {
    Complaint::new(format!("a page that does not answer ({error})"), "run `poortwachter check`")
}

fn missing(answer: &Response<Body>, desk: &Desk) -> Vec<String> {
    let has = |name: &str, part: &str| {
        answer.headers().get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(part))
    };
    let https = desk.settings.server.public_url().is_ok_and(|url| url.as_str().starts_with("https://"));
    let transport = https.then_some(("strict-transport-security", "max-age="));
    WANTED
        .into_iter()
        .chain(transport)
        .filter(|(name, part)| !has(name, part))
        .map(|(name, part)| format!("{name} {part}"))
        .collect()
}

fn without_value(cookie: &str) -> String {
    match (cookie.split_once('='), cookie.split_once(';')) {
        (Some((name, _)), Some((_, attributes))) => format!("{name}=...;{attributes}"),
        _ => "...".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn lo_03_a_cookie_is_shown_without_its_value() {
        assert_eq!(super::without_value("__Host-visit=s3cret; Path=/; Secure"), "__Host-visit=...; Path=/; Secure");
        assert_eq!(super::without_value("s3cret"), "...");
    }
}
