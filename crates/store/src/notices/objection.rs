//! The link "that was not me" of one mailed notice (requirement RC-08): 256 bits, 14 days, of which only the hash is stored.

use credentials::ids::AccountId;
use credentials::token::{SecretToken, TokenHash};
use jiff::{SignedDuration, Timestamp};
use journey::NoticeKind;
use zeroize::Zeroizing;

use crate::db::values;
use crate::work::Work;
use crate::{Store, StoreError};

/// How long somebody can object to an event.
pub(super) const LIFE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What a link that works objects to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The event.
    pub kind: NoticeKind,
    /// When it happened.
    pub event_at: Timestamp,
    /// From which address; `None` when the portal or an operator did it.
    pub event_from: Option<String>,
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectionState {
    /// It works.
    Live(Objection),
    /// It was used, or what it was about has been settled; whoever holds it may know.
    Used {
        /// Whether the account is still closed because of it.
        open: bool,
    },
    /// Unknown or too old: told alike (requirement EN-01).
    Dead,
}

const FIND: &str = "SELECT o.kind, o.event_at, o.event_from, o.used_at, a.disputed_at \
                    FROM objections o JOIN accounts a ON a.id = o.account_id \
                    WHERE o.token_hash = $1 AND o.expires_at > $2";

impl Store {
    /// What the link with this token leads to at `now`; changes nothing.
    pub async fn find_objection(&self, token: &TokenHash, now: Timestamp) -> Result<ObjectionState, StoreError> {
        let Some(row) = self.db.fetch_optional(FIND, &values![token, now]).await? else {
            return Ok(ObjectionState::Dead);
        };
        if row.time_opt("used_at")?.is_some() {
            return Ok(ObjectionState::Used { open: row.time_opt("disputed_at")?.is_some() });
        }
        Ok(ObjectionState::Live(Objection {
            kind: row.word("kind", NoticeKind::parse)?,
            event_at: row.time("event_at")?,
            event_from: row.text_opt("event_from")?,
        }))
    }
}

impl Work<'_> {
    /// Makes the link for one mail: the whole address and its end. `None` when this kind has none, or the portal's address is not known.
    pub(super) async fn make_objection(
        &mut self,
        account: AccountId,
        kind: NoticeKind,
    ) -> Result<Option<(Zeroizing<String>, Timestamp)>, StoreError> {
        let Some(origin) = self.store.contacts.origin.as_deref().filter(|_| kind.may_be_objected_to()) else {
            return Ok(None);
        };
        let secret = SecretToken::generate(self.store.rng.as_ref());
        let (now, expires_at) = (self.ctx.now, self.ctx.now + LIFE);
        let sql = "INSERT INTO objections (token_hash, account_id, kind, event_at, event_from, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let from = self.ctx.origin.address.as_deref();
        let parameters = values![&secret.hash(), account, kind.as_str(), now, from, expires_at];
        self.tx.execute(sql, &parameters).await?;
        let address = Zeroizing::new(format!("{origin}/not-me?token={}", secret.expose().as_str()));
        Ok(Some((address, expires_at)))
    }
}
