//! The headers that tell the application who it is, kept for a part of their life (requirement FA-01).
//!
//! The signed one lives a minute ([`oidc::forward::identity::LIFE`]). It is signed once and then given to every request of the same session to the
//! same host for [`KEPT`], so that the check does not sign each time and an application still has at least forty seconds to read it. What is known of the person or the
//! login is compared at each request: whatever changes is told at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use credentials::ids::SessionId;
use jiff::{SignedDuration, Timestamp};
use oidc::forward::identity::{HEADERS, TYPE};
use oidc::forward::{Identity, ProofClaims};
use oidc::jose::Alg;
use store::Presence;

use crate::http::reply::Fault;
use crate::oidc::Provider;

/// How long a signed header is given out again.
pub const KEPT: SignedDuration = SignedDuration::from_secs(20);
/// The algorithm of the signed header: small, and quick to sign.
pub const ALG: Alg = Alg::Es256;
/// Sessions whose headers are kept; beyond that the old ones go.
const MOST: usize = 10_000;
/// The name of the signed header.
const ASSERTION: &str = HEADERS[4];

/// What was told of sessions lately. It has no `Debug`: it holds personal data.
#[derive(Default)]
pub struct Told(Mutex<HashMap<SessionId, Vec<Line>>>);

struct Line {
    origin: String,
    presence: Arc<Presence>,
    claims: ProofClaims,
    signed_at: Timestamp,
    headers: HeaderMap,
}

impl Told {
    /// The headers for a request to an origin.
    pub async fn headers(
        &self,
        provider: &Provider,
        presence: &Arc<Presence>,
        origin: &str,
        now: Timestamp,
    ) -> Result<HeaderMap, Fault> {
        if let Some(known) = self.known(presence, origin, now) {
            return Ok(known);
        }
        let who = (&presence.person, &provider.mapping);
        let claims = ProofClaims::new(&provider.issuer, origin, who, &presence.login, now);
        let mut headers = plain(&Identity::new(&presence.person, &provider.mapping))?;
        let (signed, signed_at) = match self.signed(&claims, presence.login.session, now) {
            Some(known) => known,
            None => (HeaderValue::try_from(provider.sign(ALG, TYPE, &claims, now).await?)?, now),
        };
        headers.insert(HeaderName::from_static(ASSERTION), signed);
        let (origin, presence) = (origin.to_owned(), Arc::clone(presence));
        self.keep(Line { origin, presence, claims, signed_at, headers: headers.clone() }, now);
        Ok(headers)
    }

    /// What was told of exactly this, when it is still good.
    fn known(&self, presence: &Arc<Presence>, origin: &str, now: Timestamp) -> Option<HeaderMap> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = all.get(&presence.login.session)?.iter().find(|line| line.origin == origin)?;
        (Arc::ptr_eq(&line.presence, presence) && line.is_good(now)).then(|| line.headers.clone())
    }

    /// The signed header of the same claims, when it is still good.
    fn signed(&self, claims: &ProofClaims, session: SessionId, now: Timestamp) -> Option<(HeaderValue, Timestamp)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = all.get(&session)?.iter().find(|line| line.origin == claims.aud)?;
        let then = ProofClaims { iat: claims.iat, exp: claims.exp, ..line.claims.clone() };
        let good = line.is_good(now) && then == *claims;
        good.then(|| line.headers.get(ASSERTION).map(|value| (value.clone(), line.signed_at)))?
    }

    fn keep(&self, line: Line, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, lines| lines.iter().any(|line| line.is_good(now)));
        }
        if all.len() >= MOST {
            all.clear();
        }
        let lines = all.entry(line.presence.login.session).or_default();
        lines.retain(|other| other.origin != line.origin);
        lines.push(line);
    }
}

impl Line {
    /// A clock that was set back makes it none.
    fn is_good(&self, now: Timestamp) -> bool {
        (self.signed_at..self.signed_at + KEPT).contains(&now)
    }
}

fn plain(identity: &Identity) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::with_capacity(identity.headers.len() + 2);
    for (name, value) in &identity.headers {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
    }
    Ok(headers)
}
