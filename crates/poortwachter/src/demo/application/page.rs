//! The site's pages: plain, in the browser's language, and clearly not the portal's.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::login::cookie;
use super::{Site, Visit};

const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;background:#fdf6e9;color:#222}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-top:1px solid #ccb;\
overflow-wrap:anywhere}a{color:#7a3b00}a.button{display:inline-block;padding:.5rem 1rem;margin:.3rem .5rem .3rem 0;border:2px solid;\
border-radius:.3rem;text-decoration:none}";

/// The words of one language.
struct Words {
    lang: &'static str,
    about: &'static str,
    log_in: &'static str,
    hello: &'static str,
    told: &'static str,
    stronger: &'static str,
    log_out: &'static str,
    failed: &'static str,
    again: &'static str,
}

const NL: Words = Words {
    lang: "nl",
    about: "Dit is een voorbeeld van een applicatie. Inloggen doet u in het portaal, met OpenID Connect.",
    log_in: "Inloggen",
    hello: "U bent ingelogd.",
    told: "Dit heeft het portaal over u verteld:",
    stronger: "Vraag om een beveiligingssleutel",
    log_out: "Uitloggen",
    failed: "Inloggen is niet gelukt",
    again: "Begin opnieuw",
};

const EN: Words = Words {
    lang: "en",
    about: "This is an example of an application. You log in at the portal, with OpenID Connect.",
    log_in: "Log in",
    hello: "You are logged in.",
    told: "This is what the portal told about you:",
    stronger: "Ask for a security key",
    log_out: "Log out",
    failed: "Logging in did not work",
    again: "Begin again",
};

fn words(headers: &HeaderMap) -> &'static Words {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("nl");
    if wanted.starts_with("en") { &EN } else { &NL }
}

/// The one page: an invitation to log in, or what the portal told.
pub(super) async fn home(State(site): State<Arc<Site>>, headers: HeaderMap) -> Html<String> {
    let words = words(&headers);
    let visits = site.visits();
    let here = match cookie(&headers).and_then(|cookie| visits.get(cookie)) {
        Some(Visit::Here { claims, .. }) => Some(claims),
        Some(Visit::Away { .. }) | None => None,
    };
    let body = match here {
        Some(claims) => format!(
            "<p><strong>{}</strong> {}</p>{}<p><a class=button href=/login?level=phr>{}</a> <a class=button href=/logout>{}</a></p>",
            words.hello,
            words.told,
            table(claims),
            words.stronger,
            words.log_out
        ),
        None => format!("<p>{}</p><p><a class=button href=/login>{}</a></p>", words.about, words.log_in),
    };
    document(words, &site.client.name, &body)
}

/// What went wrong; the reason is for whoever tries the demo.
pub(super) fn failed(headers: &HeaderMap, reason: &str) -> Response {
    let words = words(headers);
    let body =
        format!("<p>{}: {}.</p><p><a class=button href=/>{}</a></p>", words.failed, escaped(reason), words.again);
    (StatusCode::BAD_REQUEST, document(words, words.failed, &body)).into_response()
}

fn table(claims: &Map<String, Value>) -> String {
    let mut rows = String::new();
    for (name, value) in claims {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // Writing to a String cannot fail.
        let _ = write!(rows, "<tr><th scope=row>{}<td>{}", escaped(name), escaped(&value));
    }
    format!("<table>{rows}</table>")
}

fn document(words: &Words, title: &str, body: &str) -> Html<String> {
    let (lang, title) = (words.lang, escaped(title));
    Html(format!(
        "<!doctype html><html lang={lang}><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style><h1>{title}</h1>{body}"
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_chose_is_text_on_the_page() {
        let claims = Map::from_iter([("name".to_owned(), Value::from("<script>\"&"))]);
        assert_eq!(table(&claims), "<table><tr><th scope=row>name<td>&lt;script&gt;&quot;&amp;</table>");
    }
}
