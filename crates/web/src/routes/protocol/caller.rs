//! Whose call it is: the client proves itself in its one way (requirement OP-08), and failures are counted and written down.

use journey::AuditEvent;
use journey::audit::names;
use oidc::client::{Client, ClientId};
use oidc::client_auth::{Audience, FAILED, JtiBurn, Presented};
use oidc::error::{OAuthError, Refused};
use store::AuditEntry;

use super::answer::Failure;
use super::call::Call;
use crate::ctx::Ctx;
use crate::http::peer;
use crate::oidc::{ENDPOINTS, Judged};

/// A client that proved itself.
pub(super) struct Caller {
    /// The client.
    pub(super) client: Client,
    /// The `jti` of its assertion, to be burnt with what is done for it.
    pub(super) burn: Option<JtiBurn>,
}

impl Caller {
    /// Asks for the proof; `endpoint` is the path that was called.
    pub(super) async fn authenticate(call: &Call, endpoint: &str) -> Result<Self, Failure> {
        let presented = match Presented::read(call.authorization.as_deref(), &call.params) {
            Ok(presented) => presented,
            Err(refused) if refused.error == OAuthError::InvalidClient => {
                return Err(fail(&call.ctx, "proof", (None, None)).await);
            }
            Err(refused) => return Err(refused.into()),
        };
        let app = &call.ctx.app;
        let client = app.store.find_client(&presented.client, call.ctx.now).await?;
        let issuer = &app.oidc.issuer;
        // RFC 9126 section 2: the issuer, the token endpoint or the endpoint itself, whichever the client's library writes.
        let accepted = [issuer.as_str(), &issuer.at(endpoint), &issuer.at(ENDPOINTS.token)];
        let audience = Audience { accepted: &accepted, now: call.ctx.now };
        match (presented.verify(client.as_ref(), &audience), client) {
            (Ok(proven), Some(client)) => Ok(Self { client, burn: proven.burn }),
            (_, client) => Err(fail(&call.ctx, "proof", (Some(&presented.client), client.as_ref())).await),
        }
    }

    /// Burns the assertion where nothing else is written; one that was used before proves nothing.
    pub(super) async fn burn(&self, ctx: &Ctx) -> Result<(), Failure> {
        match &self.burn {
            Some(burn) if !ctx.app.store.burn_jti(burn).await? => Err(self.replayed(ctx).await),
            _ => Ok(()),
        }
    }

    /// A refusal of what was asked: the assertion is used up all the same.
    pub(super) async fn refuse(&self, ctx: &Ctx, refused: Refused) -> Failure {
        match self.burn(ctx).await {
            Ok(()) => refused.into(),
            Err(failure) => failure,
        }
    }

    /// The answer to an assertion that was used before.
    pub(super) async fn replayed(&self, ctx: &Ctx) -> Failure {
        fail(ctx, "assertion-replayed", (Some(&self.client.id), Some(&self.client))).await
    }
}

/// Counts a failure and writes it down; of the client that is named there may be none.
async fn fail(ctx: &Ctx, reason: &'static str, (named, known): (Option<&ClientId>, Option<&Client>)) -> Failure {
    match ctx.app.oidc.failures.count(&peer::source(ctx.address), named, ctx.now) {
        Judged::Told => {
            write_down(ctx, reason, known).await;
            FAILED.into()
        }
        Judged::TooMany { first, retry_after } => {
            if first {
                write_down(ctx, "too-many", known).await;
            }
            Failure::TooMany(retry_after)
        }
    }
}

/// Names the client only when there is one: what somebody typed may be anything (requirement LO-03).
async fn write_down(ctx: &Ctx, reason: &'static str, client: Option<&Client>) {
    let mut entry = AuditEntry::new(AuditEvent::refused(names::CLIENT_FAIL, reason));
    entry.detail = client.map(|client| client.id.to_string());
    if let Err(error) = ctx.app.store.audit(entry, &ctx.context()).await {
        tracing::error!(request = %ctx.number, error = %error, "an audit entry could not be written");
    }
}
