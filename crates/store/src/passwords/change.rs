//! A password that its owner changes in a confirmed session (requirement PW-08).

use credentials::hashing::SealedPassword;
use journey::audit::names;
use journey::{AuditEvent, NoticeKind};

use crate::db::values;
use crate::work::Work;
use crate::{Acting, AuditEntry, Context, Store, StoreError};

impl Store {
    /// Sets the password, keeps the one before it for as long as somebody can object, and tells every address; `false` when the account is closed, the
    /// session is over or the hash is of somebody else, and then nothing is written.
    ///
    /// Older journeys and mailed links die with it (rule J13). The session that does this stays; the others end when its owner wants that.
    pub async fn change_password(
        &self,
        acting: &Acting<'_>,
        row: &SealedPassword,
        end_others: bool,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let account = acting.account;
        let mut work = self.begin(ctx).await?;
        if row.account != account || !work.take_acting(acting).await? {
            return Ok(false);
        }
        work.keep_former_password(account).await?;
        work.write_password(row).await?;
        work.kill_password_links(account).await?;
        if end_others {
            work.end_sessions(account, Some(acting.session), "password-changed").await?;
        }
        let event = AuditEvent::success(names::PASSWORD_CHANGE).because("by-owner");
        work.audit(AuditEntry::new(event).about(account).in_session(acting.session)).await?;
        work.notify(account, NoticeKind::PasswordChanged).await?;
        work.commit().await?;
        Ok(true)
    }
}

impl Work<'_> {
    async fn write_password(&mut self, row: &SealedPassword) -> Result<(), StoreError> {
        let sql = "UPDATE accounts SET password_sealed = $2, password_set_at = $3, must_change_password = $4, \
                   epoch = epoch + 1, updated_at = $3 WHERE id = $1";
        self.tx.execute(sql, &values![row.account, &row.sealed, self.ctx.now, false]).await.map(|_| ())
    }
}
