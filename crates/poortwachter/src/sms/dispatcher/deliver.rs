//! One SMS: written, sent, and what came of it written down.

use std::time::Duration;

use jiff::SignedDuration;
use store::{OutboxId, SmsRow, StoreError};

use super::super::outcome::Outcome;
use super::Shared;

/// The wait before the second try at all gateways; it doubles, up to the longest. A notice lives for a day and can wait longer than somebody who waits for a code.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(2);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_WAIT_OF_NOTICES: SignedDuration = SignedDuration::from_mins(15);
/// The wait before a mark is written again when the database did not answer.
const MARK_AGAIN: Duration = Duration::from_millis(250);

/// Sends one claimed SMS.
pub(super) async fn deliver(shared: &Shared, row: SmsRow) {
    // Somebody took it already, and only the mark is missing; whoever writes that is still at it.
    if shared.answered.has(row.id) {
        return;
    }
    let message = match shared.words.write(&row) {
        Ok(message) => message,
        Err(error) => {
            tracing::error!(error, "an SMS cannot be written");
            return give_up(shared, row.id, "no text").await;
        }
    };
    let (outcome, _) = shared.route.send(&message).await;
    match outcome {
        Outcome::Accepted { gateway, message_id } => accepted(shared, &row, &gateway, message_id.as_deref()).await,
        Outcome::Refused { reason } => {
            tracing::warn!(reason, kind = row.content.as_str(), "an SMS is refused by every gateway");
            give_up(shared, row.id, &reason).await;
        }
        Outcome::Later { reason } => again(shared, &row, &reason).await,
    }
}

/// Writes the mark until it stands, at the latest when the row is past all use.
async fn accepted(shared: &Shared, row: &SmsRow, gateway: &str, message_id: Option<&str>) {
    shared.answered.put(row.id);
    loop {
        let now = shared.clock.now();
        match shared.store.mark_sms_accepted(row.id, gateway, message_id, now).await {
            Ok(()) => break,
            // An expired row is closed by whoever claims next: it cannot go out twice any more.
            Err(_) if now >= row.expires_at => break,
            Err(error) => warn(&error),
        }
        tokio::time::sleep(MARK_AGAIN).await;
    }
    shared.answered.take(row.id);
    tracing::info!(gateway, kind = row.content.as_str(), tries = row.attempts, "an SMS was accepted");
}

async fn again(shared: &Shared, row: &SmsRow, reason: &str) {
    let now = shared.clock.now();
    let longest = if row.code().is_some() { LONGEST_WAIT } else { LONGEST_WAIT_OF_NOTICES };
    let doubled = FIRST_WAIT * (1 << row.attempts.saturating_sub(1).min(9));
    let retry_at = now + doubled.min(longest);
    tracing::warn!(reason, kind = row.content.as_str(), tries = row.attempts, "nobody took an SMS; it is tried again");
    match shared.store.retry_sms(row.id, reason, retry_at).await {
        Ok(_) => {}
        // Its lease brings it back.
        Err(error) => warn(&error),
    }
}

async fn give_up(shared: &Shared, id: OutboxId, reason: &str) {
    if let Err(error) = shared.store.mark_sms_failed(id, reason, shared.clock.now()).await {
        warn(&error);
    }
}

fn warn(error: &StoreError) {
    tracing::warn!(%error, "what became of an SMS cannot be written down yet");
}
