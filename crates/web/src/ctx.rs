//! What a handler knows of its request: one extractor instead of six.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::StatusCode;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::audit::names;
use journey::{AuditEvent, Origin, Target};
use store::{Actor, AuditEntry, Context};

use crate::app::App;
use crate::http::cookies::{Cookie, Cookies};
use crate::http::fields::Fields;
use crate::http::guard::RequestNumber;
use crate::http::peer;
use crate::look::Lang;

/// One request.
#[derive(Clone)]
pub struct Ctx {
    /// What every request shares.
    pub app: Arc<App>,
    /// When it came in; the one time of the whole request.
    pub now: Timestamp,
    /// Its cookies.
    pub cookies: Cookies,
    /// The language that the person chose or the browser asks for.
    pub lang: Lang,
    /// The client's address.
    pub address: IpAddr,
    /// Where it comes from, as the audit log tells it.
    pub origin: Origin,
    /// Its number, for the log and the fault page.
    pub number: String,
    /// Its path.
    pub here: String,
    /// Where the tab that sent the form is going, when the form says so (rule J11).
    pub toward: Option<Target>,
}

impl FromRequestParts<Arc<App>> for Ctx {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let connection = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let address = peer::client(connection, &parts.headers, &app.settings.proxies)
            .map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()).into_response())?;
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let cookies = Cookies::read(&parts.headers);
        let chosen = |cookie| cookies.get(cookie).and_then(Lang::parse);
        let lang = chosen(Cookie::Language)
            .or_else(|| chosen(Cookie::AskedLanguage))
            .or_else(|| text(header::ACCEPT_LANGUAGE).map(Lang::from_accept_language))
            .unwrap_or(app.settings.default_lang);
        Ok(Self {
            app: Arc::clone(app),
            now: app.clock.now(),
            cookies,
            lang,
            address,
            origin: Origin::new(Some(address.to_string()), text(header::USER_AGENT)),
            number: parts.extensions.get::<RequestNumber>().map_or_else(String::new, |number| number.0.clone()),
            here: parts.uri.path().to_owned(),
            toward: None,
        })
    }
}

impl Ctx {
    /// What the store writes down about this request.
    pub fn context(&self) -> Context {
        Context {
            now: self.now,
            origin: self.origin.clone(),
            request: self.number.clone(),
            actor: Actor::Visitor,
            on_behalf_of: None,
            because: None,
        }
    }

    /// The same request, going where the tab says that its form stands in (rule J11: several tabs, each its own application).
    #[must_use]
    pub fn toward(mut self, fields: &Fields) -> Self {
        if fields.has("to") {
            self.toward = Some(self.app.settings.target(fields.some("to")));
        }
        self
    }

    /// The same request as part of the page at that path: forms that are sent elsewhere show it again.
    #[must_use]
    pub fn at(mut self, page: &str) -> Self {
        page.clone_into(&mut self.here);
        self
    }

    /// Writes an audit entry of a refusal; a failing log is itself logged and changes no answer.
    pub async fn audit(&self, account: Option<AccountId>, event: AuditEvent) {
        self.audit_entry(AuditEntry { account, ..AuditEntry::new(event) }).await;
    }

    /// Notes a form that was not ours. Anybody can send one, so a network has no more room in the log than for other things of strangers
    /// (requirement TH-03); it is refused all the same.
    pub async fn audit_forgery(&self, reason: &'static str) {
        if self.app.meter.begin(self.address, self.now) {
            self.audit(None, AuditEvent::refused(names::CSRF, reason)).await;
        }
    }

    /// The same with what else is known.
    pub async fn audit_entry(&self, entry: AuditEntry) {
        if let Err(error) = self.app.store.audit(entry, &self.context()).await {
            tracing::error!(request = %self.number, error = %error, "an audit entry could not be written");
        }
    }
}
