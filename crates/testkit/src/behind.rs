//! A browser at an application behind a proxy, as the portal sees it: every request comes from the proxy's address, with its headers.

use std::net::IpAddr;

use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, Request};
use oidc::forward::Proxy;

use crate::{Browser, Page, Portal};

/// The address of the proxy in [`crate::settings_behind_a_proxy`].
pub const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 9));

/// The headers of a browser that goes to a page.
pub const TO_A_PAGE: [(&str, &str); 3] =
    [("sec-fetch-mode", "navigate"), ("sec-fetch-site", "none"), ("accept", "text/html,*/*;q=0.8")];

/// A browser at one application.
#[derive(Clone)]
pub struct Behind {
    /// The browser's cookies for this host; it speaks from the proxy's address.
    pub browser: Browser,
    /// How the proxy describes requests.
    pub proxy: Proxy,
    /// The application's host.
    pub host: &'static str,
}

impl Portal {
    /// A browser at a host, behind a proxy of that kind.
    pub fn behind(&self, proxy: Proxy, host: &'static str) -> Behind {
        Behind { browser: self.browser_from(PROXY), proxy, host }
    }
}

impl Behind {
    /// The same proxy, another person's browser.
    #[must_use]
    pub fn other(&self, portal: &Portal) -> Self {
        portal.behind(self.proxy, self.host)
    }

    /// What the proxy is answered about a request of this browser; `more` are further headers of the browser.
    pub async fn check(&self, method: &str, target: &str, more: &[(&str, &str)]) -> Page {
        let described = describe(self.proxy, method, self.host, target);
        let headers: Vec<(&str, &str)> = described.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.ask(method, target, &[&headers, more].concat()).await
    }

    /// The same with the proxy's headers spelled out.
    pub async fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Page {
        let (method, path) = match self.proxy {
            Proxy::Forwarded => ("GET", "/forward-auth".to_owned()),
            Proxy::Nginx => ("GET", "/forward-auth/nginx".to_owned()),
            Proxy::Envoy => (method, format!("/forward-auth/envoy{target}")),
        };
        self.send(method, &path, headers).await
    }

    /// What the browser gets when it goes to a page: nginx asks for that with a request of its own.
    pub async fn open(&self, target: &str) -> Page {
        let page = self.check("GET", target, &TO_A_PAGE).await;
        let refused = matches!(page.status.as_u16(), 401 | 403);
        if self.proxy == Proxy::Nginx && refused { self.answer("GET", target, &TO_A_PAGE).await } else { page }
    }

    /// What nginx asks for after 401 and 403.
    pub async fn answer(&self, method: &str, target: &str, more: &[(&str, &str)]) -> Page {
        let described = describe(Proxy::Nginx, method, self.host, target);
        let headers: Vec<(&str, &str)> = described.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send("GET", "/forward-auth/nginx/answer", &[&headers, more].concat()).await
    }

    /// A request below `/.poortwachter/`, which the proxy sends on as it is.
    pub async fn own(&self, method: &str, address: &str, more: &[(&str, &str)]) -> Page {
        let path = address.strip_prefix("https://").and_then(|rest| rest.strip_prefix(self.host)).unwrap_or(address);
        let proxy = [("host", self.host), ("x-forwarded-proto", "https")];
        self.send(method, path, &[&proxy[..], more].concat()).await
    }

    /// One request from the proxy's address with exactly these headers and the browser's cookies.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Page {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = Request::builder().method(method).uri(path).body(Body::empty()).expect("an address");
        let cookies = self.browser.jar.header();
        let cookies = cookies.iter().map(|text| ("cookie", text.as_str()));
        for (name, value) in headers.iter().copied().chain(cookies) {
            let name = HeaderName::try_from(name).expect("a header's name");
            request.headers_mut().append(name, HeaderValue::from_bytes(value.as_bytes()).expect("a header's value"));
        }
        self.browser.send_as_it_is(request).await
    }

    /// From a page without a session to the address at the portal that goes on with it.
    pub async fn begin(&self, target: &str) -> String {
        let page = self.open(target).await;
        assert_eq!(page.status, 303, "{}", page.body);
        let page = self.own("GET", page.header("location"), &TO_A_PAGE).await;
        let to = page.header("location");
        to.strip_prefix(crate::ORIGIN).unwrap_or_else(|| panic!("not the portal: {to}")).to_owned()
    }

    /// With a portal's browser that holds a session: from a page to this host's cookie; the address that it leads back to.
    pub async fn arrive(&self, at_portal: &Browser, target: &str) -> String {
        let to = self.begin(target).await;
        let page = at_portal.send(Method::GET, &to, Vec::new(), &[]).await;
        assert_eq!(page.status, 303, "{to}: {}", page.body);
        let page = self.own("GET", page.header("location"), &TO_A_PAGE).await;
        page.header("location").to_owned()
    }
}

/// The headers by which a proxy describes a request.
pub fn describe(proxy: Proxy, method: &str, host: &str, target: &str) -> Vec<(&'static str, String)> {
    match proxy {
        Proxy::Forwarded => vec![
            ("x-forwarded-method", method.to_owned()),
            ("x-forwarded-proto", "https".to_owned()),
            ("x-forwarded-host", host.to_owned()),
            ("x-forwarded-uri", target.to_owned()),
        ],
        Proxy::Nginx => {
            vec![("x-original-method", method.to_owned()), ("x-original-url", format!("https://{host}{target}"))]
        }
        Proxy::Envoy => vec![("host", host.to_owned()), ("x-forwarded-proto", "https".to_owned())],
    }
}
