//! Answering a request: the row goes and the mail is queued in one transaction, or neither.

use credentials::ids::AccountId;
use credentials::keyring::Purpose;
use credentials::mailed_link::LIFE;
use credentials::token::TokenHash;
use jiff::Timestamp;
use journey::audit::names;
use journey::forgotten::password_mail;
use journey::throttle::{CounterKey, CounterKind, Lane, Limits, TryTaken};
use journey::{AuditEvent, NoticeKind, RequestKind, Username};
use zeroize::Zeroizing;

use super::binding;
use super::waiting::RequestId;
use crate::db::{Row, values};
use crate::login::load_facts;
use crate::outbox::Reply;
use crate::tries::reserve_in;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

/// The most usernames in one mail.
const NAMES: u32 = 100;

/// The randomness of a link, should one be mailed.
pub struct LinkOffer {
    /// The hash of its token.
    pub token: TokenHash,
    /// The whole link; it waits sealed in the outbox.
    pub address: Zeroizing<String>,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Somebody else answered it, or it is too old.
    Gone,
    /// This mail was queued.
    Mailed(NoticeKind),
    /// Nothing was queued, and why: a stable word.
    Nothing(&'static str),
}

/// A request whose row is gone with this unit of work.
struct Taken {
    kind: RequestKind,
    typed: Zeroizing<String>,
    asked_at: Timestamp,
    tried: TryTaken,
}

impl Store {
    /// Answers one request. Two processes never answer the same one: whoever deletes its row does.
    pub async fn answer_request(
        &self,
        id: RequestId,
        offer: &LinkOffer,
        ctx: &Context,
    ) -> Result<Answered, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "DELETE FROM requests WHERE id = $1 AND expires_at > $2 \
                   RETURNING id, kind, typed_sealed, tried, asked_at";
        let Some(row) = work.tx.fetch_optional(sql, &values![id.0, ctx.now]).await? else { return Ok(Answered::Gone) };
        let request = work.read_request(&row)?;
        let answered = match request.kind {
            RequestKind::Password => work.answer_password(&request, offer).await?,
            RequestKind::Username => work.answer_username(&request).await?,
        };
        work.commit().await?;
        Ok(answered)
    }
}

impl Work<'_> {
    fn read_request(&self, row: &Row) -> Result<Taken, StoreError> {
        let typed = row.sealed("typed_sealed")?;
        let typed = self.store.keyring.open(Purpose::Personal, &binding(row.uuid("id")?), &typed)?;
        let typed = std::str::from_utf8(&typed).map_err(|_| StoreError::Row { column: "typed_sealed" })?;
        Ok(Taken {
            kind: row.word("kind", RequestKind::parse)?,
            typed: Zeroizing::new(typed.to_owned()),
            asked_at: row.time("asked_at")?,
            tried: serde_json::from_str(&row.text("tried")?).map_err(|_| StoreError::Row { column: "tried" })?,
        })
    }

    async fn answer_password(&mut self, request: &Taken, offer: &LinkOffer) -> Result<Answered, StoreError> {
        // Takes the row as it is found: what is decided from here on stays true until the mail is queued.
        let sql = "UPDATE accounts SET epoch = epoch WHERE username = $1 RETURNING id, mail";
        let name = Username::parse(&request.typed);
        let name = name.as_ref().map_or("", Username::as_str);
        let found = self.tx.fetch_optional(sql, &values![name]).await?;
        let Some(row) = found else { return self.say(None, names::PASSWORD_ASKED, Answered::Nothing("unknown")).await };
        let account = row.account("id")?;
        let Some(recipient) = row.text_opt("mail")? else {
            return self.say(Some(account), names::PASSWORD_ASKED, Answered::Nothing("no-address")).await;
        };
        if !self.may_mail(account).await? {
            return self.say(Some(account), names::PASSWORD_ASKED, Answered::Nothing("limit")).await;
        }
        let facts = load_facts(&mut self.tx, account).await?.ok_or(StoreError::Row { column: "id" })?;
        let kind = password_mail(&facts);
        let payload = match kind {
            NoticeKind::PasswordLink => Some(self.issue_link_for(account, request, offer).await?),
            _ => None,
        };
        self.queue_reply(&Reply { account, recipient: &recipient, kind, at: request.asked_at, payload }).await?;
        self.say(Some(account), names::PASSWORD_ASKED, Answered::Mailed(kind)).await
    }

    /// Issues the link; what its mail carries, and until when.
    async fn issue_link_for<'a>(
        &mut self,
        account: AccountId,
        request: &Taken,
        offer: &'a LinkOffer,
    ) -> Result<(&'a str, Option<Timestamp>), StoreError> {
        let expires_at = self.ctx.now + LIFE;
        let link = self.issue_password_link(account, offer.token, expires_at).await?;
        let tried = serde_json::to_string(&request.tried).map_err(|_| StoreError::Row { column: "tried" })?;
        self.tx.execute("UPDATE password_links SET tried = $2 WHERE id = $1", &values![link, tried]).await?;
        Ok((&offer.address, Some(expires_at)))
    }

    async fn answer_username(&mut self, request: &Taken) -> Result<Answered, StoreError> {
        // The database folds more letters than we want, each in its own way; who is meant is decided here (requirement FP-01).
        let sql = "SELECT id, username, mail FROM accounts WHERE LOWER(mail) = LOWER($1) ORDER BY username LIMIT $2";
        let mut found = Vec::new();
        for row in self.tx.fetch_all(sql, &values![request.typed.as_str(), NAMES]).await? {
            let (account, mail) = (row.account("id")?, row.text("mail")?);
            if mail.eq_ignore_ascii_case(&request.typed) {
                found.push((account, mail, row.text("username")?));
            }
        }
        let Some((account, recipient, _)) = found.first() else {
            return self.say(None, names::USERNAME_ASKED, Answered::Nothing("unknown")).await;
        };
        if !self.may_mail(*account).await? {
            return self.say(Some(*account), names::USERNAME_ASKED, Answered::Nothing("limit")).await;
        }
        let all = Zeroizing::new(found.iter().map(|(_, _, name)| name.as_str()).collect::<Vec<_>>().join("\n"));
        let kind = NoticeKind::UsernameReminder;
        let reply = Reply { account: *account, recipient, kind, at: request.asked_at, payload: Some((&all, None)) };
        self.queue_reply(&reply).await?;
        self.say(Some(*account), names::USERNAME_ASKED, Answered::Mailed(kind)).await
    }

    /// One mail of the account's three in an hour and ten in a day (requirement FP-06).
    async fn may_mail(&mut self, account: AccountId) -> Result<bool, StoreError> {
        // The hour is asked first: one that is used up must not use the day.
        for kind in [CounterKind::MailHour, CounterKind::MailDay] {
            let key = CounterKey { kind, subject: account.to_string(), lane: Lane::World };
            let limits = Limits::of(kind, &key.lane);
            if reserve_in(&mut self.tx, &key, &limits, self.ctx.now).await?.is_err() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn say(
        &mut self,
        account: Option<AccountId>,
        name: &'static str,
        answered: Answered,
    ) -> Result<Answered, StoreError> {
        let event = match answered {
            Answered::Mailed(kind) => AuditEvent::success(name).because(kind.as_str()),
            Answered::Nothing(why) => AuditEvent::refused(name, why),
            Answered::Gone => return Ok(answered),
        };
        self.audit(AuditEntry { account, ..AuditEntry::new(event) }).await?;
        Ok(answered)
    }
}
