//! Whom a notice reaches: both addresses, telephones, and what was replaced (rule J9, requirements RC-06 and RC-07).

use jiff::SignedDuration;
use journey::{Language, NoticeKind};
use store::testing::{dump, query};
use store::{AccountChange, SmsContent, SmsRow};

use crate::kinds::NUMBER;
use crate::kit::Kit;
use crate::walk::Person;

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Kit {
    /// Empties the outbox of mails; what was told to whom, in order.
    pub async fn told_by_mail(&self) -> Vec<(NoticeKind, String)> {
        let mut told = Vec::new();
        loop {
            let rows = self.store.claim_outbox(50, self.now()).await.unwrap();
            if rows.is_empty() {
                told.sort_by(|a: &(NoticeKind, String), b| (a.0.as_str(), &a.1).cmp(&(b.0.as_str(), &b.1)));
                return told;
            }
            for row in rows {
                self.store.mark_sent(row.id, self.now()).await.unwrap();
                told.push((row.kind, row.recipient));
            }
        }
    }

    /// Empties the outbox of SMS; the notices among them.
    pub async fn told_by_sms(&self) -> Vec<(NoticeKind, String)> {
        let mut told = Vec::new();
        for row in self.store.claim_sms(50, self.now()).await.unwrap() {
            self.store.mark_sms_accepted(row.id, "test", None, self.now()).await.unwrap();
            if let SmsContent::Notice(kind) = row.content {
                told.push((kind, row.number.to_string()));
            }
        }
        told
    }

    /// Changes an address, as an operator would.
    pub async fn change(&self, person: &Person, change: &AccountChange) {
        assert!(self.store.update_account(person.account, change, "moved", &self.operator()).await.unwrap());
    }

    /// Tells something of an account: entering the accepted code again, or any other event, would do.
    pub async fn tell(&self, person: &Person) {
        let change = AccountChange { phone: Some(Some("+31201234567".to_owned())), ..AccountChange::default() };
        self.change(person, &change).await;
        let change = AccountChange { phone: Some(None), ..AccountChange::default() };
        self.change(person, &change).await;
    }
}

pub fn new_mail(address: &str) -> AccountChange {
    AccountChange { mail: Some(Some(address.to_owned())), ..AccountChange::default() }
}

fn recipients(told: &[(NoticeKind, String)]) -> Vec<&str> {
    let mut all: Vec<&str> = told.iter().map(|(_, to)| to.as_str()).collect();
    all.dedup();
    all
}

/// RC-06, RC-07: the old and the new address hear of the change, and of everything else for 30 days.
pub async fn rc_06_replaced_addresses_are_told_for_thirty_days(kit: &Kit) {
    let person = kit.person("moves").await;
    kit.told_by_mail().await;
    kit.change(&person, &new_mail("new@example.org")).await;
    let told = kit.told_by_mail().await;
    assert!(told.iter().all(|(kind, _)| *kind == NoticeKind::AddressChanged), "{told:?}");
    let all = ["moves@example.org", "moves@home.example", "new@example.org"];
    assert_eq!(recipients(&told), all);
    // What is left as it is, is told to nobody.
    kit.change(&person, &new_mail("new@example.org")).await;
    let name = AccountChange { display_name: Some("Other".to_owned()), ..AccountChange::default() };
    kit.change(&person, &name).await;
    assert!(kit.told_by_mail().await.is_empty());

    kit.wait(DAY * 30 - SignedDuration::from_secs(1));
    kit.tell(&person).await;
    assert_eq!(recipients(&kit.told_by_mail().await), all);
    kit.wait(SignedDuration::from_secs(1));
    kit.tell(&person).await;
    assert_eq!(recipients(&kit.told_by_mail().await), &all[1..]);
    // The old addresses are personal data: nothing of them can be read in the table.
    let text = dump(&kit.store).await.unwrap();
    let former = text.lines().filter(|line| line.starts_with("former_addresses")).collect::<Vec<_>>();
    assert!(!former.is_empty() && former.iter().all(|line| !line.contains("moves@")), "{former:?}");

    // A slip of the pen before the first password is nobody's business.
    let (account, _) = kit.invite("invited").await;
    kit.told_by_mail().await;
    let change = new_mail("invited@other.example");
    kit.store.update_account(account, &change, "typed wrongly", &kit.operator()).await.unwrap();
    assert!(kit.told_by_mail().await.is_empty());
}

/// RC-06, SF-06: the wipe destroys the factor's secret, and its number hears of everything for 30 days.
pub async fn rc_06_a_lost_telephone_is_told_for_thirty_days(kit: &Kit) {
    let person = kit.with_number("loses").await;
    // Whoever types the code of an SMS just read it there: the setting up itself tells its own number nothing.
    assert!(kit.told_by_sms().await.is_empty());
    kit.wait(SignedDuration::from_mins(2));
    let (accepted, _) = kit.at_recovery(&person).await;
    kit.commit(&accepted).await.unwrap();
    let row = kit.store.claim_sms(9, kit.now()).await.unwrap();
    let row: &SmsRow = row.iter().find(|row| row.code().is_none()).expect("a notice waits");
    assert!(matches!(row.content, SmsContent::Notice(NoticeKind::RecoveryDone)));
    assert_eq!((row.number.as_str(), row.language, row.address.as_deref()), (NUMBER, Language::Nl, Some("192.0.2.7")));
    let wiped = "SELECT secret_sealed FROM factors WHERE wiped_at IS NOT NULL";
    assert_eq!(query(&kit.store, wiped, &[]).await.unwrap(), [["secret_sealed=-"]]);

    kit.store.mark_sms_accepted(row.id, "test", None, kit.now()).await.unwrap();
    kit.wait(DAY * 30 - SignedDuration::from_secs(1));
    kit.tell(&person).await;
    assert_eq!(recipients(&kit.told_by_sms().await), [NUMBER]);
    kit.wait(SignedDuration::from_secs(1));
    kit.tell(&person).await;
    assert!(kit.told_by_sms().await.is_empty());
}

/// J9, SM-07, SM-08: no journey, a day, twenty a day for one account, and no number to read.
pub async fn j9_sms_notices_are_sealed_expire_and_are_bounded(kit: &Kit) {
    let person = kit.with_number("bounded").await;
    kit.told_by_sms().await;
    kit.wait(SignedDuration::from_mins(2));
    for _ in 0..15 {
        kit.tell(&person).await;
    }
    let text = dump(&kit.store).await.unwrap();
    assert!(text.contains("kind=address-changed") && text.contains("recipient=***21"));
    assert!(!text.contains(&NUMBER[3..]));
    let budgets = "SELECT used FROM sms_budgets";
    assert!(query(&kit.store, budgets, &[]).await.unwrap().is_empty(), "login codes have their own budget");
    assert_eq!(kit.told_by_sms().await.len(), 20);
    kit.wait(DAY - SignedDuration::from_secs(1));
    kit.tell(&person).await;
    assert!(kit.told_by_sms().await.is_empty());
    kit.wait(SignedDuration::from_secs(1));
    kit.tell(&person).await;
    // What nobody took within its day is closed, whether or not there is still a gateway that would claim it.
    kit.wait(DAY);
    kit.store.purge(kit.now()).await.unwrap();
    let waiting = "SELECT id FROM outbox WHERE channel = 'sms' AND payload_sealed IS NOT NULL";
    assert!(query(&kit.store, waiting, &[]).await.unwrap().is_empty());
    assert!(kit.told_by_sms().await.is_empty());
}

/// What nobody disputed in time goes: links after 14 days, former passwords too, addresses after 30.
pub async fn j9_what_is_over_is_forgotten(kit: &Kit) {
    let person = kit.person("over").await;
    kit.change(&person, &new_mail("new@example.org")).await;
    kit.new_password(&person, "a wholly other sentence 8").await;
    // The first password at two addresses, the change of one at three.
    kit.wait(DAY * 14 - SignedDuration::from_secs(1));
    let gone = kit.store.purge(kit.now()).await.unwrap();
    assert_eq!((gone.objections, gone.former), (0, 0));
    kit.wait(SignedDuration::from_secs(1));
    let gone = kit.store.purge(kit.now()).await.unwrap();
    assert_eq!((gone.objections, gone.former), (5, 1));
    kit.wait(DAY * 16);
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().former, 1);
}
