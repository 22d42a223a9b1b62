//! One application, one session: the token made, posted, and what came of it written down.

use std::time::Duration;

use journey::AuditEvent;
use journey::audit::names;
use oidc::logout::{LogoutToken, TOKEN_TYPE};
use store::{Actor, AuditEntry, Context, LogoutRow};
use url::form_urlencoded;

use super::Parts;

/// The wait before a mark is written again when the database did not answer.
const MARK_AGAIN: Duration = Duration::from_millis(250);

/// Tells one application of one session.
pub(super) async fn deliver(parts: &Parts, row: &LogoutRow) {
    match tell(parts, row).await {
        // 204 is what many frameworks make of an empty answer (Back-Channel Logout section 2.8).
        Ok(status @ (200 | 204)) => done(parts, row, status).await,
        Ok(status) => failed(parts, row, &format!("it answered {status}")).await,
        Err(reason) => failed(parts, row, &reason).await,
    }
}

/// Posts a fresh token: one of an earlier try may have expired, and its `jti` may have been seen.
async fn tell(parts: &Parts, row: &LogoutRow) -> Result<u16, String> {
    let now = parts.clock.now();
    let client = parts.store.find_client(&row.client, now).await.map_err(|error| error.to_string())?;
    let client = client.ok_or("it is not registered any more")?;
    let about = (row.account, Some(row.session));
    let claims = LogoutToken::new(&parts.provider.issuer, &client.id, about, now, &*parts.rng);
    let signed = parts.provider.sign(client.id_token_alg, TOKEN_TYPE, &claims, now).await;
    let token = signed.map_err(|error| error.to_string())?;
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish();
    parts.caller.post_form(&row.uri, form).await
}

/// Writes the mark until it stands: it is what keeps the call from being made again.
async fn done(parts: &Parts, row: &LogoutRow, status: u16) {
    while let Err(error) = parts.store.mark_logout_done(&row.id, &status.to_string(), parts.clock.now()).await {
        tracing::warn!(%error, "that an application knows of a logout cannot be written down yet");
        tokio::time::sleep(MARK_AGAIN).await;
    }
    tracing::info!(logout = %row.id, client = %row.client, tries = row.attempts, "an application knows of a logout");
}

/// When this cannot be written down, the row's lease brings it back.
async fn failed(parts: &Parts, row: &LogoutRow, reason: &str) {
    let now = parts.clock.now();
    let last = row.retry_at(now).is_none();
    if let Err(error) = parts.store.mark_logout_failed(row, reason, now).await {
        return tracing::warn!(%error, "what an application said of a logout cannot be written down yet");
    }
    let (id, client, tries) = (&row.id, &row.client, row.attempts);
    if last {
        tracing::error!(logout = %id, %client, tries, reason, "an application was never told of a logout");
        give_up(parts, row, reason).await;
    } else {
        tracing::warn!(logout = %id, %client, tries, reason, "an application does not know of a logout; it is told again");
    }
}

/// Whoever looks into a session later sees that this application may have gone on with it.
async fn give_up(parts: &Parts, row: &LogoutRow, reason: &str) {
    let event = AuditEvent::refused(names::SESSION_UNTOLD, "gave-up");
    let entry = AuditEntry::new(event).about(row.account).in_session(row.session);
    let entry = entry.for_client(row.client.as_str()).saying(reason);
    if let Err(error) = parts.store.audit(entry, &Context::new(parts.clock.now(), Actor::System)).await {
        tracing::warn!(%error, "that an application was never told cannot be written down");
    }
}
