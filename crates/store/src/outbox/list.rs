//! What waits and what was given up, for the operator: never a link, a code or a whole address.

use credentials::ids::{AccountId, SessionId};
use jiff::Timestamp;

use super::{Channel, MAIL_LIFE, MessageId, OutboxId};
use crate::db::{Row, values};
use crate::{LogoutId, Store, StoreError};

/// Which messages to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that were not sent yet and will be tried.
    Waiting,
    /// Those that were given up and neither taken out nor overtaken by a newer one.
    GivenUp,
    /// All that is kept, the sent ones too.
    All,
}

/// What to list.
#[derive(Clone, Copy, Debug)]
pub struct MessageQuery {
    /// Which.
    pub which: Which,
    /// Only those of this channel.
    pub channel: Option<Channel>,
    /// At most this many of each table, the newest.
    pub limit: u32,
}

/// How far a message is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// It is tried (again) at this time.
    Waiting(Timestamp),
    /// It was taken at this time.
    Sent(Timestamp),
    /// It was given up at this time.
    GivenUp(Timestamp),
}

/// One message as an operator may see it.
#[derive(Clone, Debug)]
pub struct MessageLine {
    /// Its name for `retry` and `drop`.
    pub id: MessageId,
    /// On which way it leaves.
    pub channel: Channel,
    /// What it is about, a stable word; for a logout the application.
    pub kind: String,
    /// About whose account.
    pub account: AccountId,
    /// The username of that account.
    pub username: Option<String>,
    /// To whom it goes, masked; for a logout the application.
    pub recipient: String,
    /// Since when it exists.
    pub created_at: Timestamp,
    /// How often it was tried.
    pub tries: u64,
    /// How far it is.
    pub state: MessageState,
    /// What the last try came to.
    pub last_error: Option<String>,
    /// Whether it was given up and can be put back.
    pub can_retry: bool,
}

const MESSAGES: &str = "SELECT *, (SELECT username FROM accounts WHERE accounts.id = outbox.account_id) AS username \
                        FROM outbox WHERE ($1 IS NULL OR channel = $1) AND ($2 = 'all' OR sent_at IS NULL AND \
                        (($2 = 'waiting' AND failed_at IS NULL) OR ($2 = 'given-up' AND failed_at IS NOT NULL \
                        AND COALESCE(last_error, '') NOT IN ('superseded', 'dropped')))) \
                        ORDER BY created_at DESC, id DESC LIMIT $3";

const LOGOUTS: &str = "SELECT *, (SELECT username FROM accounts WHERE accounts.id = logout_outbox.account_id) \
                       AS username FROM logout_outbox WHERE $1 = 'all' OR sent_at IS NULL AND \
                       (($1 = 'waiting' AND failed_at IS NULL) OR ($1 = 'given-up' AND failed_at IS NOT NULL \
                       AND COALESCE(result, '') NOT IN ('no address', 'dropped'))) \
                       ORDER BY ended_at DESC, session_id DESC, client_id LIMIT $2";

impl Which {
    fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::GivenUp => "given-up",
            Self::All => "all",
        }
    }
}

impl Store {
    /// The newest messages, mails and SMS before logouts.
    pub async fn list_messages(&self, query: MessageQuery, now: Timestamp) -> Result<Vec<MessageLine>, StoreError> {
        let mut lines = Vec::new();
        if query.channel != Some(Channel::Logout) {
            let channel = query.channel.map(Channel::as_str);
            let rows = self.db.fetch_all(MESSAGES, &values![channel, query.which.word(), query.limit]).await?;
            lines.extend(rows.iter().map(|row| message(row, now)).collect::<Result<Vec<_>, _>>()?);
        }
        if query.channel.is_none_or(|channel| channel == Channel::Logout) {
            let rows = self.db.fetch_all(LOGOUTS, &values![query.which.word(), query.limit]).await?;
            lines.extend(rows.iter().map(logout).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(lines)
    }
}

fn message(row: &Row, now: Timestamp) -> Result<MessageLine, StoreError> {
    let channel = row.word("channel", Channel::parse)?;
    let (recipient, last_error) = (row.text("recipient")?, row.text_opt("last_error")?);
    let state = state(row, "created_at")?;
    let alive = row.time_opt("expires_at")?.is_none_or(|end| end > now);
    let can_retry = match channel {
        Channel::Mail => alive && row.time("at")? + MAIL_LIFE > now,
        _ => alive && row.uuid_opt("journey_id")?.is_none() && row.sealed_opt("payload_sealed")?.is_some(),
    };
    let closed = matches!(last_error.as_deref(), Some("superseded" | "dropped"));
    Ok(MessageLine {
        id: MessageId::Message(OutboxId(row.uuid("id")?)),
        channel,
        kind: row.text("kind")?,
        account: row.account("account_id")?,
        username: row.text_opt("username")?,
        recipient: if channel == Channel::Mail { masked(&recipient) } else { recipient },
        created_at: row.time("created_at")?,
        tries: row.count("attempts")?,
        can_retry: can_retry && !closed && matches!(state, MessageState::GivenUp(_)),
        state,
        last_error,
    })
}

fn logout(row: &Row) -> Result<MessageLine, StoreError> {
    let client = row.client("client_id")?;
    let (state, last_error) = (state(row, "ended_at")?, row.text_opt("result")?);
    let closed = matches!(last_error.as_deref(), Some("no address" | "dropped"));
    Ok(MessageLine {
        channel: Channel::Logout,
        kind: "logout".to_owned(),
        account: row.account("account_id")?,
        username: row.text_opt("username")?,
        recipient: client.to_string(),
        created_at: row.time("ended_at")?,
        tries: row.count("attempts")?,
        can_retry: !closed && matches!(state, MessageState::GivenUp(_)),
        id: MessageId::Logout(LogoutId { session: SessionId::from_uuid(row.uuid("session_id")?), client }),
        state,
        last_error,
    })
}

fn state(row: &Row, begun: &'static str) -> Result<MessageState, StoreError> {
    Ok(match (row.time_opt("sent_at")?, row.time_opt("failed_at")?) {
        (Some(at), _) => MessageState::Sent(at),
        (None, Some(at)) => MessageState::GivenUp(at),
        (None, None) => MessageState::Waiting(row.time("not_before")?.max(row.time(begun)?)),
    })
}

/// What may be seen of a mail address: its first letter and where it is (requirement LO-03).
fn masked(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}***@{domain}", local.chars().take(1).collect::<String>()),
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lo_03_one_letter_and_the_domain_are_seen_of_an_address() {
        assert_eq!(masked("b.jansen@example.org"), "b***@example.org");
        assert_eq!(masked("\"a@b\"@example.org"), "\"***@example.org");
        assert_eq!([masked(""), masked("@x")], ["***", "***@x"]);
    }
}
