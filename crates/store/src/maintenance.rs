//! Throwing away what has had its time; run every now and then by the binary.

use jiff::{SignedDuration, Timestamp};
use journey::Policy;

use crate::db::values;
use crate::{Actor, Channel, Context, MAIL_LIFE, Outcome, Store, StoreError};

/// How long a report of a gateway waits for the message that it is about; usually that is a matter of milliseconds.
const RECEIPTS: SignedDuration = SignedDuration::from_hours(24);
/// A counter of a network looks back an hour, one of requests and their mails a day; a browser's own is for that browser only.
const COUNTERS: SignedDuration = SignedDuration::from_hours(30 * 24);
const SOURCES: SignedDuration = SignedDuration::from_hours(24);
/// A budget is of one day at most; the last month's are kept for questions about the bill.
const BUDGETS: SignedDuration = SignedDuration::from_hours(31 * 24);
/// Any other counter after this long without a single try: most are of names that never existed.
const QUIET: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How many rows went, or were closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PurgeCounts {
    /// Journeys that ended long ago.
    pub journeys: u64,
    /// Recovery codes that were accepted, or waited, and whose 24 hours are over: their hash is deleted (rule J4).
    pub codes: u64,
    /// Mailed links of long ago.
    pub links: u64,
    /// Sessions that are over.
    pub sessions: u64,
    /// Idle counters.
    pub counters: u64,
    /// Old messages.
    pub messages: u64,
    /// Budgets of hours and days that are over.
    pub budgets: u64,
    /// Requests for passwords and usernames that nobody answered in time.
    pub requests: u64,
    /// Reports of gateways about messages that are not ours, or no longer.
    pub receipts: u64,
    /// Links "that was not me" that are too old.
    pub objections: u64,
    /// Addresses and passwords of before a change that nobody disputed in time.
    pub former: u64,
    /// Links for another address that are too old.
    pub address_links: u64,
    /// Requests of applications, pushed ones, and assertions that are expired.
    pub asked: u64,
    /// Access tokens and clients' secrets that are over.
    pub tokens: u64,
    /// Logins at applications whose session is over.
    pub families: u64,
    /// Old news for applications that a session ended.
    pub logouts: u64,
    /// Pages that were asked for at hosts of applications, and the tickets for them, that nobody came back for.
    pub forward: u64,
}

impl Store {
    /// Throws away what has had its time at `now`.
    ///
    /// Counters of usernames and accounts stay for 90 days after the last try: on them stands that only a person can reopen something.
    pub async fn purge(&self, now: Timestamp) -> Result<PurgeCounts, StoreError> {
        let journeys = "DELETE FROM journeys WHERE expires_at <= $1";
        let codes = "UPDATE recovery_codes SET status = 'spent', hash_sealed = NULL, ended_at = $1 \
                     WHERE status = 'accepted' AND accepted_until <= $1";
        let lapsed = "UPDATE recovery_codes SET status = 'void', hash_sealed = NULL, ended_at = $1 \
                      WHERE status = 'waiting' AND effective_at <= $2";
        let links = "DELETE FROM password_links WHERE expires_at <= $1";
        let counters = "DELETE FROM counters WHERE (kind IN ('source', 'sms-source', 'request-source', \
                        'request-subject', 'mail-hour', 'mail-day') AND updated_at <= $1) \
                        OR (in_browser = $3 AND updated_at <= $2) OR updated_at <= $4";
        let messages = "DELETE FROM outbox WHERE sent_at <= $1 OR failed_at <= $1";
        let changes = "DELETE FROM address_changes WHERE expires_at <= $1";
        let receipts = "DELETE FROM sms_receipts WHERE at <= $1";
        let objections = "DELETE FROM objections WHERE expires_at <= $1";
        let addresses = "DELETE FROM former_addresses WHERE tell_until <= $1 AND disputed_at IS NULL";
        let passwords = "DELETE FROM former_passwords WHERE kept_until <= $1 AND disputed_at IS NULL";
        // Where no gateway is left nobody claims them, and claiming is what closes them otherwise.
        let unsent = "UPDATE outbox SET failed_at = $1, last_error = 'expired', delivery = 'expired', \
                      payload_sealed = NULL WHERE channel = 'sms' AND sent_at IS NULL AND failed_at IS NULL \
                      AND expires_at <= $1";
        let expired = self.db.execute(unsent, &values![now]).await?;
        self.tally.message(Channel::Sms, Outcome::Expired, expired);
        // What was given up cannot be put back any more once its life is over.
        let forgotten = "UPDATE outbox SET payload_sealed = NULL WHERE failed_at IS NOT NULL \
                         AND payload_sealed IS NOT NULL AND (expires_at <= $1 OR (channel = 'mail' AND at <= $2))";
        self.db.execute(forgotten, &values![now, now - MAIL_LIFE]).await?;
        Ok(PurgeCounts {
            journeys: self.db.execute(journeys, &values![now - self.retention.journeys]).await?,
            codes: self.db.execute(codes, &values![now]).await?
                + self.db.execute(lapsed, &values![now, now - Policy::RECOVERY]).await?,
            links: self.db.execute(links, &values![now - self.retention.technical]).await?,
            sessions: self.end_over(None, &Context::new(now, Actor::System)).await?,
            counters: self.db.execute(counters, &values![now - SOURCES, now - COUNTERS, true, now - QUIET]).await?,
            messages: self.db.execute(messages, &values![now - self.retention.technical]).await?,
            budgets: self.db.execute("DELETE FROM sms_budgets WHERE window_at <= $1", &values![now - BUDGETS]).await?,
            requests: self.db.execute("DELETE FROM requests WHERE expires_at <= $1", &values![now]).await?,
            receipts: self.db.execute(receipts, &values![now - RECEIPTS]).await?,
            objections: self.db.execute(objections, &values![now]).await?,
            former: self.db.execute(addresses, &values![now]).await?
                + self.db.execute(passwords, &values![now]).await?,
            address_links: self.db.execute(changes, &values![now - self.retention.journeys]).await?,
            asked: self.purge_asked(now).await?,
            tokens: self.purge_tokens(now).await?,
            families: self.purge_families(now).await?,
            logouts: self.purge_logouts(now).await?,
            forward: self.purge_forward(now).await?,
        })
    }
}
