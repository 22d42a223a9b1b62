//! A request below `/.poortwachter/` of an application's host, which its proxy sends to the portal as it is (requirement FA-02).

use std::net::IpAddr;

use axum::http::request::Parts;
use oidc::forward::OriginalFault;
use oidc::forward::original::read_host;

use super::asked::described;
use super::{ForwardApplication, NotAnswered, application_at};
use crate::app::WebSettings;
use crate::http::peer;

/// The host of an application, as the browser knows it.
pub struct Site<'a> {
    /// The application.
    pub forward: &'a ForwardApplication,
    /// The host, spelled as `oidc::forward::Original::host`.
    pub host: String,
    /// Its origin.
    pub origin: String,
}

impl<'a> Site<'a> {
    /// Finds the host: `Host` and the scheme in `X-Forwarded-Proto`, from a trusted proxy; `X-Forwarded-Host` may only say the same.
    pub fn of(settings: &'a WebSettings, connection: IpAddr, parts: &Parts) -> Result<Self, NotAnswered> {
        if !peer::within(&settings.proxies.trusted, connection) {
            return Err(NotAnswered::Stranger);
        }
        let headers = described(parts);
        let secure = match one(&headers, "x-forwarded-proto")? {
            "https" => true,
            "http" => false,
            _ => return Err(OriginalFault::Malformed("x-forwarded-proto").into()),
        };
        let spelled = |text: &str| read_host(text, secure).ok_or(OriginalFault::Malformed("host"));
        let host = spelled(one(&headers, "host")?)?;
        if headers.iter().any(|(name, _)| *name == "x-forwarded-host")
            && spelled(one(&headers, "x-forwarded-host")?)? != host
        {
            return Err(OriginalFault::Malformed("x-forwarded-host").into());
        }
        let forward = application_at(&settings.forward, &host).ok_or_else(|| NotAnswered::UnknownHost(host.clone()))?;
        if !forward.believes(connection, &settings.proxies) {
            return Err(NotAnswered::Stranger);
        }
        if !forward.takes(&host, secure) {
            return Err(NotAnswered::Plain(host));
        }
        let origin = forward.origin(&host);
        Ok(Self { forward, host, origin })
    }
}

fn one<'h>(headers: &[(&'static str, &'h str)], name: &'static str) -> Result<&'h str, OriginalFault> {
    let mut found = headers.iter().filter(|(other, _)| *other == name).map(|(_, value)| *value);
    match (found.next(), found.next()) {
        (None, _) => Err(OriginalFault::Missing(name)),
        (Some(value), None) => Ok(value),
        (Some(_), Some(_)) => Err(OriginalFault::Doubled(name)),
    }
}
