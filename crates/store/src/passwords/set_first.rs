//! The first password, by the activation link (rule J6b): it is set only if none ever was, and every earlier link is dead then.

use credentials::grant::GrantKind;
use credentials::hashing::SealedPassword;
use credentials::ids::{AccountId, GrantId};
use credentials::witness::GrantPresented;
use journey::audit::names;
use journey::event::NewGrant;
use journey::{AuditEvent, GrantSeed, NoticeKind};

use crate::db::values;
use crate::grants::BROWSER_GRANT;
use crate::work::Work;
use crate::{AuditEntry, CommitError, Context, Store, StoreError};

impl Store {
    /// Sets the first password, spends the link and gives this browser a grant of its own for 24 hours.
    ///
    /// [`CommitError::Lost`] says `password` when one was set before and `grant` when the link is dead.
    pub async fn set_first_password(
        &self,
        link: &GrantPresented,
        password: &SealedPassword,
        seed: &GrantSeed,
        ctx: &Context,
    ) -> Result<(), CommitError> {
        let account = link.account();
        if link.kind() != GrantKind::Activation || password.account != account {
            return Err(CommitError::Lost("grant"));
        }
        let mut work = self.begin(ctx).await?;
        work.write_first_password(password).await?;
        if !work.spend_grant(account, link.grant()).await? {
            return Err(CommitError::Lost("grant"));
        }
        work.confirm_mail(account, link.grant()).await?;
        let expires_at = ctx.now + BROWSER_GRANT;
        let grant = NewGrant { seed: seed.clone(), kind: GrantKind::Activation, expires_at };
        work.issue_grant(account, &grant).await?;
        work.tell_first_password(account).await?;
        work.commit().await?;
        Ok(())
    }
}

/// The link was mailed to the address that the account still has: whoever uses it reads that mail.
const CONFIRM_MAIL: &str = "UPDATE accounts SET mail_confirmed_at = $3 WHERE id = $1 AND EXISTS (SELECT 1 FROM grants g \
                            JOIN outbox o ON o.account_id = g.account_id AND o.created_at = g.issued_at \
                            WHERE g.id = $2 AND g.account_id = $1 AND g.sent_by = 'mail' AND o.channel = 'mail' \
                            AND o.kind = $4 AND o.recipient = accounts.mail)";

impl Work<'_> {
    async fn confirm_mail(&mut self, account: AccountId, grant: GrantId) -> Result<(), StoreError> {
        let kind = NoticeKind::ActivationLink.as_str();
        self.tx.execute(CONFIRM_MAIL, &values![account, grant, self.ctx.now, kind]).await.map(|_| ())
    }

    async fn write_first_password(&mut self, password: &SealedPassword) -> Result<(), CommitError> {
        let sql = "UPDATE accounts SET password_sealed = $2, password_set_at = $3, first_password_at = $3, \
                   updated_at = $3, epoch = epoch + 1 \
                   WHERE id = $1 AND password_sealed IS NULL AND first_password_at IS NULL AND status = 'active'";
        match self.tx.execute(sql, &values![password.account, &password.sealed, self.ctx.now]).await? {
            0 => Err(CommitError::Lost("password")),
            _ => Ok(()),
        }
    }

    async fn tell_first_password(&mut self, account: AccountId) -> Result<(), CommitError> {
        for event in [
            AuditEvent::success(names::PASSWORD_CHANGE).because("first"),
            AuditEvent::success(names::GRANT_ISSUED).because(GrantKind::Activation.as_str()),
        ] {
            self.audit(AuditEntry::new(event).about(account)).await?;
        }
        self.notify(account, NoticeKind::PasswordSet).await?;
        Ok(())
    }
}
