//! Claiming what waits: each row goes to one sender, who holds it until its lease is over.

use credentials::ids::{AccountId, SessionId};
use credentials::keyring::Purpose;
use credentials::rng::Rng;
use jiff::{SignedDuration, Timestamp};
use journey::{Language, NoticeKind};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::queue::binding;
use super::unreadable::readable;
use crate::db::{Row, values};
use crate::{Store, StoreError};

/// How long a sender may take before somebody else tries.
pub(super) const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// Names one message that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutboxId(pub(crate) Uuid);

impl std::fmt::Display for OutboxId {
    /// The id, as the operator finds it in the table.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl OutboxId {
    pub(crate) fn generate(now: Timestamp, rng: &dyn Rng) -> Self {
        // The same making as every other id; only the name of the type is borrowed.
        Self(SessionId::generate(now, rng).as_uuid())
    }
}

/// One message to send.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    /// Which message.
    pub id: OutboxId,
    /// About whose account.
    pub account: AccountId,
    /// The address that it goes to.
    pub recipient: String,
    /// The username of that account.
    pub username: String,
    /// How the person is called.
    pub display_name: String,
    /// In which language.
    pub language: Language,
    /// What it is about.
    pub kind: NoticeKind,
    /// When that happened.
    pub at: Timestamp,
    /// From which address.
    pub address: Option<String>,
    /// The link that it carries, if it is one that does.
    pub link: Option<Zeroizing<String>>,
    /// The usernames that it names, if it is one that does.
    pub usernames: Vec<String>,
    /// From when on it is of no use any more: the end of the link that it carries.
    pub expires_at: Option<Timestamp>,
    /// How often sending was tried, this time included.
    pub attempts: u32,
    /// Why it was not sent the last time.
    pub last_error: Option<String>,
}

impl Store {
    /// Takes at most `limit` mails that are due; two processes never get the same one within two minutes.
    pub async fn claim_outbox(&self, limit: u32, now: Timestamp) -> Result<Vec<OutboxRow>, StoreError> {
        // Nearly always there is nothing: finding that out must not take the one writing connection of SQLite.
        let due = "SELECT id FROM outbox WHERE channel = 'mail' AND sent_at IS NULL AND failed_at IS NULL \
                   AND not_before <= $1 LIMIT 1";
        if self.db.fetch_optional(due, &values![now]).await?.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.db.write().await?;
        let sql = "UPDATE outbox SET attempts = attempts + 1, not_before = $2 \
                   WHERE id IN (SELECT id FROM outbox WHERE channel = 'mail' AND sent_at IS NULL AND failed_at IS NULL \
                   AND not_before <= $1 ORDER BY created_at, id LIMIT $3) AND not_before <= $1 \
                   AND sent_at IS NULL AND failed_at IS NULL \
                   RETURNING id, account_id, recipient, kind, payload_sealed, at, address, expires_at, attempts, last_error, \
                   (SELECT username FROM accounts WHERE accounts.id = outbox.account_id) AS username, \
                   (SELECT display_name FROM accounts WHERE accounts.id = outbox.account_id) AS display_name, \
                   (SELECT language FROM accounts WHERE accounts.id = outbox.account_id) AS language";
        let claimed = tx.fetch_all(sql, &values![now, now + LEASE, limit]).await?;
        let mut rows = readable(&mut tx, &claimed, |row| self.read_outbox(row)).await?;
        tx.commit().await?;
        rows.sort_by_key(|row| (row.at, row.id));
        Ok(rows)
    }

    fn read_outbox(&self, row: &Row) -> Result<OutboxRow, StoreError> {
        let (id, account) = (row.uuid("id")?, row.account("account_id")?);
        let open = |sealed| self.keyring.open(Purpose::Outbox, &binding(id, account), &sealed);
        let payload = row.sealed_opt("payload_sealed")?.map(open).transpose()?;
        let text = |plain: Zeroizing<Vec<u8>>| std::str::from_utf8(&plain).map(|link| Zeroizing::new(link.to_owned()));
        let payload = payload.map(text).transpose().map_err(|_| StoreError::Row { column: "payload_sealed" })?;
        let kind = row.word("kind", NoticeKind::parse)?;
        let (link, names) = if kind == NoticeKind::UsernameReminder { (None, payload) } else { (payload, None) };
        Ok(OutboxRow {
            id: OutboxId(id),
            account,
            recipient: row.text("recipient")?,
            username: row.text("username")?,
            display_name: row.text("display_name")?,
            language: row.word("language", Language::parse)?,
            kind,
            at: row.time("at")?,
            address: row.text_opt("address")?,
            link,
            usernames: names.map(|names| names.lines().map(str::to_owned).collect()).unwrap_or_default(),
            expires_at: row.time_opt("expires_at")?,
            attempts: u32::try_from(row.int("attempts")?).map_err(|_| StoreError::Row { column: "attempts" })?,
            last_error: row.text_opt("last_error")?,
        })
    }
}
