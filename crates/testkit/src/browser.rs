//! A browser: it keeps cookies, follows redirects, fills in forms by their labels, and says where its requests come from.

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tower::ServiceExt;

use crate::jar::Jar;
use crate::page::Page;
use crate::settings::ORIGIN;

/// A browser at one page.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// Its cookies.
    pub jar: Jar,
    /// The address that it comes from.
    pub address: IpAddr,
    /// The languages that it asks for.
    pub languages: &'static str,
    page: Option<Page>,
}

impl Browser {
    pub(crate) fn new(router: Router, address: IpAddr) -> Self {
        Self { router, jar: Jar::default(), address, languages: "nl", page: None }
    }

    /// Another tab: the same cookies from now on, its own page.
    #[must_use]
    pub fn tab(&self) -> Self {
        self.clone()
    }

    /// The same browser in another world: what is answered to the one, the other never hears.
    #[must_use]
    pub fn twin(&self) -> Self {
        Self { jar: self.jar.copy(), ..self.clone() }
    }

    pub(crate) fn twin_at(&self, router: Router) -> Self {
        Self { router, ..self.twin() }
    }

    /// The page that it shows.
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("a page was opened before")
    }

    /// Goes back to a page that it showed before, as the Back button does: without asking the portal.
    pub fn back_to(&mut self, page: &Page) {
        self.page = Some(page.clone());
    }

    /// Opens an address and follows redirects.
    pub async fn open(&mut self, path: &str) -> &Page {
        let first = self.send(Method::GET, path, Vec::new(), &[]).await;
        self.follow(first).await
    }

    /// Follows the link with these words.
    pub async fn click(&mut self, words: &str) -> &Page {
        let at = self.page();
        let to = at.link(words).unwrap_or_else(|| panic!("no link {words:?} at {}: {}", at.at, at.text()));
        self.open(&to).await
    }

    /// Fills in the form with that button, by labels or field names, and presses it.
    pub async fn press(&mut self, button: &str, filled: &[(&str, &str)]) -> &Page {
        let form = self.page().form(button, filled);
        let body = encode(&form.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect::<Vec<_>>());
        let first = self.send(Method::POST, &form.action, body, &[]).await;
        self.follow(first).await
    }

    /// Sends a form that need not be on the page; the token of the page goes along unless one is given. Follows redirects.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> &Page {
        let first = self.post_once(path, fields).await;
        self.follow(first).await
    }

    /// As [`post`](Self::post), without following.
    pub async fn post_once(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.page.as_ref().filter(|page| page.header("content-type").starts_with("text/html"));
        let token = token.and_then(Page::csrf).unwrap_or_default();
        let mut all = fields.to_vec();
        if !fields.iter().any(|(name, _)| *name == "csrf") {
            all.push(("csrf", &token));
        }
        self.send(Method::POST, path, encode(&all), &[]).await
    }

    /// One request as our own pages make it, with other headers on top (an empty value leaves one out); no redirect is followed.
    pub async fn send(&self, method: Method, path: &str, body: Vec<u8>, changed: &[(&str, &str)]) -> Page {
        let mut request = Request::builder().method(method.clone()).uri(path);
        let headers = request.headers_mut().unwrap_or_else(|| panic!("{path:?} is no address"));
        headers.insert(header::HOST, HeaderValue::from_static("login.voorbeeld.example"));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(self.languages));
        headers.insert(header::USER_AGENT, HeaderValue::from_static("Testbrowser/1.0"));
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        if let Some(cookies) = self.jar.header() {
            headers.insert(header::COOKIE, HeaderValue::from_str(&cookies).expect("cookies are text"));
        }
        if method != Method::GET {
            headers.insert(header::ORIGIN, HeaderValue::from_static(ORIGIN));
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        }
        for (name, value) in changed {
            let name = HeaderName::try_from(*name).expect("a header's name");
            headers.remove(&name);
            if !value.is_empty() {
                headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).expect("a header's value"));
            }
        }
        self.send_as_it_is(request.body(Body::from(body)).expect("a request")).await
    }

    /// One request with exactly the headers that it has, from this browser's address; its jar learns what is set.
    pub async fn send_as_it_is(&self, mut request: Request<Body>) -> Page {
        let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 40_000)));
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = response.into_parts();
        self.jar.learn(&parts.headers);
        let bytes = body.collect().await.expect("the body arrives").to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Page { at: path, status: parts.status, headers: parts.headers, body, hops: Vec::new() }
    }

    async fn follow(&mut self, first: Page) -> &Page {
        let (mut page, mut hops) = (first, Vec::new());
        while page.status == StatusCode::SEE_OTHER {
            let to = page.header("location").to_owned();
            assert!(to.starts_with('/') && !to.starts_with("//"), "a redirect leaves the portal: {to}");
            hops.push((page.status, to.clone()));
            assert!(hops.len() <= 10, "redirects without end: {hops:?}");
            page = self.send(Method::GET, &to, Vec::new(), &[]).await;
        }
        page.hops = hops;
        self.page.insert(page)
    }
}

/// Fields as a form's body.
pub(crate) fn encode(fields: &[(&str, &str)]) -> Vec<u8> {
    let escape = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", escape(*name), escape(*value))).collect();
    pairs.join("&").into_bytes()
}
