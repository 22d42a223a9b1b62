//! Spending a ticket at the host that it is for: one use, and a session at that host comes of it.

use credentials::ids::{AccountId, SessionId};
use credentials::token::{SecretToken, TokenHash};
use journey::AuditEvent;
use journey::audit::names;
use journey::session::SessionPolicy;
use oidc::forward::TicketRow;
use oidc::forward::ticket::Redeemed;

use super::mac;
use crate::db::values;
use crate::work::Work;
use crate::{Acting, AuditEntry, Context, Store, StoreError};

/// Somebody who shows a ticket.
#[derive(Clone, Copy, Debug)]
pub struct ForwardSpend<'a> {
    /// The hash of the ticket.
    pub ticket: &'a TokenHash,
    /// The nonce in their cookie of that host.
    pub nonce: Option<&'a SecretToken>,
    /// The host at which they show it.
    pub host: &'a str,
    /// The hash of the cookie that they get.
    pub cookie: &'a TokenHash,
}

/// What came of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardOpened {
    /// For which session.
    pub session: SessionId,
    /// Whose.
    pub account: AccountId,
    /// Path and query to go to on that host.
    pub target: String,
}

impl Store {
    /// Spends a ticket and opens the session at its host; `None` when it is unknown, spent, too old, of another browser or host, or its
    /// session is over. Whoever shows it, it is of no use afterwards.
    pub async fn spend_forward_ticket(
        &self,
        spend: &ForwardSpend<'_>,
        policy: &SessionPolicy,
        ctx: &Context,
    ) -> Result<Option<ForwardOpened>, StoreError> {
        let mut work = self.begin(ctx).await?;
        let Some((ticket, account)) = work.find_ticket(spend.ticket).await? else { return Ok(None) };
        // The session's row before the ticket's, as at the end of a session, so that the two never wait for each other.
        let acting = Acting { account, session: ticket.session, policy };
        let alive = work.take_acting(&acting).await?;
        let sql = "DELETE FROM forward_tickets WHERE token_hash = $1 RETURNING session_id";
        if work.tx.fetch_optional(sql, &values![spend.ticket]).await?.is_none() {
            return Ok(None);
        }
        let opened = match ticket.redeem(spend.nonce, spend.host, ctx.now) {
            Redeemed::Spend { session, target } if alive => {
                work.open_forward(&acting, spend).await?;
                Some(ForwardOpened { session, account, target: target.to_owned() })
            }
            Redeemed::Spend { .. } | Redeemed::Refused => None,
        };
        work.audit_spent(&ticket, account, opened.is_some()).await?;
        work.commit().await?;
        Ok(opened)
    }
}

impl Work<'_> {
    /// A ticket of this installation, and whose session it is for.
    async fn find_ticket(&mut self, hash: &TokenHash) -> Result<Option<(TicketRow, AccountId)>, StoreError> {
        let sql = "SELECT t.*, s.account_id FROM forward_tickets t JOIN sessions s ON s.id = t.session_id \
                   WHERE t.token_hash = $1";
        let Some(row) = self.tx.fetch_optional(sql, &values![hash]).await? else { return Ok(None) };
        let mac = row.text("mac")?;
        let ours = |ticket: &TicketRow| mac::verify_ticket(&self.store.keyring, ticket, &mac);
        let Some(ticket) = self.store.read_ticket(&row)?.filter(ours) else {
            tracing::warn!("a ticket's row does not carry this installation's MAC");
            return Ok(None);
        };
        Ok(Some((ticket, row.account("account_id")?)))
    }

    async fn audit_spent(&mut self, ticket: &TicketRow, account: AccountId, opened: bool) -> Result<(), StoreError> {
        let event = if opened {
            AuditEvent::success(names::SESSION_FORWARDED)
        } else {
            AuditEvent::refused(names::SESSION_FORWARDED, "ticket")
        };
        self.audit(AuditEntry::new(event).about(account).in_session(ticket.session).saying(&ticket.host)).await
    }
}
