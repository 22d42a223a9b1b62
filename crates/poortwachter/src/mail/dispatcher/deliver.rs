//! One mail: written, sent, and what came of it written down. The log names the row of the outbox and never an address (requirement LO-03).

use std::time::Duration;

use jiff::Timestamp;
use store::{OutboxRow, StoreError};

use super::super::answer::Answer;
use super::Shared;
use super::patience::{next_try, outlived, unanswered};

/// The wait before a mark is written again when the database did not answer.
const MARK_AGAIN: Duration = Duration::from_millis(250);

/// Sends one claimed mail.
pub(super) async fn deliver(shared: &Shared, row: OutboxRow) {
    // The server took it already, and only the mark is missing; whoever writes that is still at it.
    if shared.answered.has(row.id) {
        return;
    }
    let now = shared.clock.now();
    if let Some(reason) = outlived(&row, now) {
        return give_up(shared, &row, reason).await;
    }
    let mail = match shared.letterhead.write(&row, now) {
        Ok(mail) => mail,
        Err(error) => return give_up(shared, &row, &error).await,
    };
    match shared.sender.send(&mail).await {
        Answer::Accepted { .. } => accepted(shared, &row).await,
        Answer::Refused(why) => give_up(shared, &row, &why.short).await,
        Answer::NotNow(why) => again(shared, &row, &why.short).await,
        Answer::Unanswered(why) => {
            let (reason, last) = unanswered(row.last_error.as_deref());
            tracing::warn!(outbox = %row.id, reason = why.short, "a mail may have been taken, or not");
            if last { give_up(shared, &row, &reason).await } else { again(shared, &row, &reason).await }
        }
    }
}

/// Writes the mark until it stands: it is what keeps the mail from going out again.
async fn accepted(shared: &Shared, row: &OutboxRow) {
    shared.answered.put(row.id);
    while let Err(error) = shared.store.mark_sent(row.id, shared.clock.now()).await {
        warn(&error);
        tokio::time::sleep(MARK_AGAIN).await;
    }
    shared.answered.take(row.id);
    tracing::info!(outbox = %row.id, kind = row.kind.as_str(), tries = row.attempts, "a mail was accepted");
}

async fn again(shared: &Shared, row: &OutboxRow, reason: &str) {
    let now = shared.clock.now();
    let (kind, tries) = (row.kind.as_str(), row.attempts);
    tracing::warn!(outbox = %row.id, kind, tries, reason, "a mail was not taken; it is tried again");
    mark(shared, row, reason, Some(next_try(row.attempts, now))).await;
}

async fn give_up(shared: &Shared, row: &OutboxRow, reason: &str) {
    let (kind, tries) = (row.kind.as_str(), row.attempts);
    tracing::error!(outbox = %row.id, kind, tries, reason, "a mail is given up: its recipient was not told");
    mark(shared, row, reason, None).await;
}

/// When this fails, the row's lease brings it back.
async fn mark(shared: &Shared, row: &OutboxRow, reason: &str, retry_at: Option<Timestamp>) {
    if let Err(error) = shared.store.mark_failed(row.id, reason, retry_at, shared.clock.now()).await {
        warn(&error);
    }
}

fn warn(error: &StoreError) {
    tracing::warn!(%error, "what became of a mail cannot be written down yet");
}
