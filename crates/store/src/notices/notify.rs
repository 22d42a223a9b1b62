//! Whom a notice goes to (rule J9): both mail addresses and the telephones of the account, and for 30 days what was replaced.
//!
//! What is disputed is somebody else's and is told nothing.

use std::collections::BTreeSet;

use credentials::ids::AccountId;
use journey::{NoticeKind, Policy};

use super::former::{Former, FormerField};
use crate::StoreError;
use crate::db::values;
use crate::outbox::Link;
use crate::work::Work;

impl Work<'_> {
    /// Tells every address of the account.
    pub(crate) async fn notify(&mut self, account: AccountId, kind: NoticeKind) -> Result<(), StoreError> {
        let former = self.former_addresses(account).await?;
        // What waits is cancelled by one token, which every mail about it carries in place of an objection (requirement RC-10).
        let cancelling = match kind {
            NoticeKind::RecoveryWaiting => self.arm_cancelling(account).await?.map(|token| token.expose()),
            _ => None,
        };
        for recipient in self.mail_addresses(account, &former).await? {
            if let Some(address) = &cancelling {
                let link = Link { address, expires_at: None };
                self.queue(account, &recipient, kind, Some(&link)).await?;
                continue;
            }
            let made = self.make_objection(account, kind).await?;
            let link = made.as_ref().map(|(address, expires_at)| Link { address, expires_at: Some(*expires_at) });
            self.queue(account, &recipient, kind, link.as_ref()).await?;
        }
        for number in self.numbers(account, kind, &former).await? {
            self.queue_sms_notice(account, kind, &number).await?;
        }
        Ok(())
    }

    async fn mail_addresses(&mut self, account: AccountId, former: &[Former]) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT mail, notice_mail FROM accounts WHERE id = $1";
        let Some(row) = self.tx.fetch_optional(sql, &values![account]).await? else { return Ok(Vec::new()) };
        let disputed = |field| former.iter().any(|former| former.disputed && former.field == field);
        let present =
            [(FormerField::Mail, row.text_opt("mail")?), (FormerField::NoticeMail, row.text_opt("notice_mail")?)];
        let present = present.into_iter().filter(|(field, _)| !disputed(*field)).filter_map(|(_, address)| address);
        let is_mail = |former: &&Former| matches!(former.field, FormerField::Mail | FormerField::NoticeMail);
        let told = |former: &&Former| former.tell_until > self.ctx.now;
        let replaced = owners(former).into_iter().filter(is_mail).filter(told);
        Ok(each_once(present.chain(replaced.filter_map(|former| former.value.clone()))))
    }

    /// The numbers that were proven by a code. One that was proven in this very step is in the hands of whoever sees the page, and so it is at the recovery code
    /// that ends the same wizard.
    async fn numbers(
        &mut self,
        account: AccountId,
        kind: NoticeKind,
        former: &[Former],
    ) -> Result<Vec<String>, StoreError> {
        let then = match kind {
            NoticeKind::RecoveryCodeIssued => self.ctx.now - Policy::WIZARD,
            _ => self.ctx.now,
        };
        let mut numbers = Vec::new();
        for row in self.own_numbers(account, then).await? {
            match row.open(&self.store.keyring) {
                Ok(number) => numbers.push(number.as_e164().to_owned()),
                Err(error) => tracing::warn!(%error, "a number does not open and is not told"),
            }
        }
        let lost = former.iter().filter(|former| former.field == FormerField::Factor);
        let lost = lost.filter(|former| former.tell_until > self.ctx.now).filter_map(|former| former.value.clone());
        Ok(each_once(numbers.into_iter().chain(lost)))
    }
}

/// Those of the owner: of several disputed changes of one field only what it was before the first. The latest comes first.
fn owners(former: &[Former]) -> Vec<&Former> {
    let earlier = |place: usize, one: &Former| {
        let before = former.get(place + 1..).unwrap_or_default();
        before.iter().any(|other| other.disputed && other.field == one.field)
    };
    let of_owner = |(place, one): &(usize, &Former)| !(one.disputed && earlier(*place, one));
    former.iter().enumerate().filter(of_owner).map(|(_, one)| one).collect()
}

fn each_once(addresses: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    addresses.filter(|address| seen.insert(address.clone())).collect()
}
