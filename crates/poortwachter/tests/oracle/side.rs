//! One of the two providers, as a browser and an application see it; and what an answer comes to, in words that fit both.

use http::{HeaderMap, Method};
use testkit::{Browser, OidcClient};

use crate::other::Other;

/// What came back.
#[derive(Clone, Debug)]
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Told {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A text member of the JSON, or nothing.
    pub fn text(&self, name: &str) -> String {
        let json: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        json[name].as_str().unwrap_or_default().to_owned()
    }
}

/// A provider with somebody's browser and an application.
pub enum Side {
    /// The portal, in this process.
    Ours { browser: Box<Browser>, caller: Box<OidcClient> },
    /// The other one, over the loopback.
    Other(Other),
}

impl Side {
    /// A request of the browser, with its cookies; redirects are told and not followed.
    pub async fn browse(&mut self, method: Method, path: &str, body: &str) -> Told {
        match self {
            Self::Ours { browser, .. } => {
                let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://dossier.voorbeeld.example")];
                let page = browser.send(method, path, body.as_bytes().to_vec(), &foreign).await;
                Told { status: page.status.as_u16(), headers: page.headers, body: page.body }
            }
            Self::Other(other) => other.browse(method, path, body).await,
        }
    }

    /// A request of the application.
    pub async fn call(&mut self, method: Method, path: &str, body: &str, headers: &[(&str, &str)]) -> Told {
        match self {
            Self::Ours { caller, .. } => {
                let answer = caller.send(method, path, body.as_bytes().to_vec(), headers).await;
                let body = String::from_utf8_lossy(&answer.body).into_owned();
                Told { status: answer.status.as_u16(), headers: answer.headers, body }
            }
            Self::Other(other) => other.call(method, path, body, headers).await,
        }
    }
}

/// What an answer of the authorization endpoint comes to.
pub fn at_the_browser(told: &Told) -> String {
    let location = told.header("location");
    if location.starts_with("https://") && location.contains(".voorbeeld.example/callback") {
        return format!("back with {}", brought(location.split_once(['?', '#']).map_or("", |(_, query)| query)));
    }
    match told.status {
        300..400 if location.contains("tot-ziens") => "back to the application".to_owned(),
        300..400 => "goes on at the provider".to_owned(),
        200 if told.body.contains(".voorbeeld.example/callback\"") => "back with a form".to_owned(),
        200 => "a page".to_owned(),
        status => format!("a page {status}"),
    }
}

/// The names in an answer, and the error itself.
fn brought(query: &str) -> String {
    let mut found: Vec<String> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| !matches!(*name, "error_description" | "session_state"))
        .map(|(name, value)| if name == "error" { value.to_owned() } else { name.to_owned() })
        .collect();
    found.sort();
    found.join(" ")
}

/// What an answer of another endpoint comes to: status, `error` and the scheme that is asked for.
pub fn at_the_application(told: &Told) -> String {
    let challenge = told.header("www-authenticate").split(' ').next().unwrap_or_default().to_owned();
    [told.status.to_string(), told.text("error"), challenge]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
