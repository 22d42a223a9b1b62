//! Mail addresses that their owner changes (rule J9, requirement RC-09).

use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::{MailAddress, NoticeKind};
use store::testing::{Value, dump, execute};
use store::{
    AddressAsked, AddressConfirmed, AddressField, AddressLink, AddressRequest, CommitError, NoticeAddressRemoved,
};

use crate::kit::Kit;
use crate::own_account::Owner;
use crate::races::{RUNNERS, race};

impl Kit {
    pub async fn ask(&self, owner: &Owner, field: AddressField, typed: &str) -> (AddressAsked, SecretToken) {
        let token = SecretToken::generate(self.rng.as_ref());
        let address = MailAddress::parse(typed).unwrap();
        let request = AddressRequest {
            acting: owner.acting(self),
            field,
            address: &address,
            token: token.hash(),
            link: "https://portal.example/address-link?token=x",
        };
        (self.store.request_address_change(&request, &self.ctx()).await.unwrap(), token)
    }

    async fn mailed(&self, kind: NoticeKind) -> Vec<String> {
        let mut to = Vec::new();
        while let waiting = self.store.claim_outbox(50, self.now()).await.unwrap()
            && !waiting.is_empty()
        {
            for row in waiting {
                self.store.mark_sent(row.id, self.now()).await.unwrap();
                to.extend((row.kind == kind).then_some(row.recipient));
            }
        }
        to.sort();
        to
    }

    async fn use_link(&self, token: &SecretToken) -> AddressConfirmed {
        self.store.confirm_address_change(&token.hash(), &self.ctx()).await.unwrap()
    }
}

/// J9: nothing changes before the link is used; then the old address is told as well as the new one, and a second click does nothing.
pub async fn j9_an_address_changes_with_the_link_and_both_are_told(kit: &Kit) {
    let owner = kit.with_two("moves").await;
    let account = owner.person.account;
    let (asked, token) = kit.ask(&owner, AddressField::Mail, "new@example.net").await;
    assert_eq!(asked, AddressAsked::Sent);
    assert_eq!(kit.audited("account_address_requested").await, 1);
    let mail = async || kit.store.account(account).await.unwrap().unwrap().mail;
    assert_eq!(mail().await.as_deref(), Some("moves@example.org"));
    assert_eq!(kit.mailed(NoticeKind::AddressLink).await, ["new@example.net"]);
    let live = kit.store.find_address_change(&token.hash(), kit.now()).await.unwrap();
    assert!(live == AddressLink::Live { field: AddressField::Mail, address: "new@example.net".to_owned() });

    assert_eq!(kit.use_link(&token).await, AddressConfirmed::Done(AddressField::Mail));
    assert_eq!(mail().await.as_deref(), Some("new@example.net"));
    let told = ["moves@example.org", "moves@home.example", "new@example.net"];
    assert_eq!(kit.mailed(NoticeKind::AddressChanged).await, told);
    assert_eq!(kit.audited("account_address_changed").await, 1);
    let before = dump(&kit.store).await.unwrap();
    assert_eq!(kit.use_link(&token).await, AddressConfirmed::Dead);
    assert_eq!(dump(&kit.store).await.unwrap(), before);
    assert!(kit.store.find_address_change(&token.hash(), kit.now()).await.unwrap() == AddressLink::Used);
}

/// The newest link only, for 24 hours, for each address its own; not after the account changed; five mails a day.
pub async fn a_newer_link_kills_the_older(kit: &Kit) {
    let owner = kit.with_two("again").await;
    let (_, first) = kit.ask(&owner, AddressField::Mail, "one@example.net").await;
    let (_, second) = kit.ask(&owner, AddressField::Mail, "two@example.net").await;
    let (_, notice) = kit.ask(&owner, AddressField::NoticeMail, "three@example.net").await;
    assert_eq!(kit.mailed(NoticeKind::AddressLink).await, ["three@example.net", "two@example.net"]);
    assert_eq!(kit.use_link(&first).await, AddressConfirmed::Dead);
    assert_eq!(kit.use_link(&second).await, AddressConfirmed::Done(AddressField::Mail));
    assert_eq!(kit.use_link(&notice).await, AddressConfirmed::Done(AddressField::NoticeMail));
    assert_eq!(kit.ask(&owner, AddressField::Mail, "THREE@example.net").await.0, AddressAsked::Known);

    let (_, late) = kit.ask(&owner, AddressField::Mail, "four@example.net").await;
    let (_, older) = kit.ask(&owner, AddressField::NoticeMail, "five@example.net").await;
    assert_eq!(kit.ask(&owner, AddressField::Mail, "six@example.net").await.0, AddressAsked::TooMany);
    execute(&kit.store, "UPDATE accounts SET epoch = epoch + 1 WHERE id = $1", &[owner.person.account.into()])
        .await
        .unwrap();
    assert_eq!(kit.use_link(&older).await, AddressConfirmed::Dead, "the account changed in between (J13)");
    kit.wait(AddressRequest::LIFE);
    assert_eq!(kit.use_link(&late).await, AddressConfirmed::Dead);
    assert!(kit.store.find_address_change(&late.hash(), kit.now()).await.unwrap() == AddressLink::Dead);
    assert_eq!(kit.ask(&owner, AddressField::Mail, "six@example.net").await.0, AddressAsked::NotAllowed, "over");
    kit.wait(SignedDuration::from_hours(7 * 24));
    assert_eq!(kit.store.purge(kit.now()).await.unwrap().address_links, 5);
}

/// RC-09: for 72 hours after a recovery nothing changes, not even by a link that was asked for before it.
pub async fn rc_09_addresses_stay_for_72_hours_after_a_recovery(kit: &Kit) {
    let owner = kit.with_two("cools").await;
    let (_, early) = kit.ask(&owner, AddressField::Mail, "early@example.net").await;
    let at = Value::from(kit.now());
    let recovered = "UPDATE accounts SET recovered_at = $1 WHERE id = $2";
    execute(&kit.store, recovered, &[at, owner.person.account.into()]).await.unwrap();
    let until = kit.now() + SignedDuration::from_hours(72);
    let before = dump(&kit.store).await.unwrap();
    assert_eq!(kit.use_link(&early).await, AddressConfirmed::Cooling(until));
    assert_eq!(kit.ask(&owner, AddressField::NoticeMail, "x@example.net").await.0, AddressAsked::Cooling(until));
    let removed = kit.store.remove_notice_address(&owner.acting(kit), &kit.ctx()).await.unwrap();
    assert_eq!(removed, NoticeAddressRemoved::Cooling(until));
    assert_eq!(dump(&kit.store).await.unwrap(), before);

    kit.wait(SignedDuration::from_hours(72) - SignedDuration::from_secs(1));
    let session = kit.session_of(&owner.person).await;
    let owner = Owner { session, ..owner };
    assert_eq!(kit.ask(&owner, AddressField::Mail, "now@example.net").await.0, AddressAsked::Sent);
}

pub async fn the_second_address_can_go(kit: &Kit) {
    let owner = kit.with_two("goes").await;
    kit.mailed(NoticeKind::PasswordSet).await;
    let (_, pending) = kit.ask(&owner, AddressField::NoticeMail, "other@example.net").await;
    let remove = async || kit.store.remove_notice_address(&owner.acting(kit), &kit.ctx()).await.unwrap();
    assert_eq!(remove().await, NoticeAddressRemoved::Gone);
    assert_eq!(kit.mailed(NoticeKind::AddressChanged).await, ["goes@example.org", "goes@home.example"]);
    assert_eq!(kit.use_link(&pending).await, AddressConfirmed::Dead);
    assert_eq!(remove().await, NoticeAddressRemoved::None);
    kit.store.end_session_of(owner.person.account, owner.session, "by-owner", &kit.ctx()).await.unwrap();
    assert_eq!(remove().await, NoticeAddressRemoved::NotAllowed);
}

/// Fifty clicks on one link: one change, one notice to each address.
pub async fn fifty_clicks_on_one_link(kit: &Kit) {
    let owner = kit.with_two("clicks").await;
    let (_, token) = kit.ask(&owner, AddressField::Mail, "new@example.net").await;
    let runners = (0..RUNNERS).map(|_| {
        let (store, ctx, hash) = (kit.store.clone(), kit.ctx(), token.hash());
        async move {
            match store.confirm_address_change(&hash, &ctx).await? {
                AddressConfirmed::Done(_) => Ok(()),
                _ => Err(CommitError::Lost("link")),
            }
        }
    });
    let tally = race(runners).await;
    assert_eq!((tally.won, tally.lost.len()), (1, RUNNERS - 1));
    assert_eq!(kit.mailed(NoticeKind::AddressChanged).await.len(), 3);
}
