//! Telling people (rule J9).

use jiff::SignedDuration;
use journey::NoticeKind;
use store::{LinkDelivery, LinkKind, LinkOrder};
use zeroize::Zeroizing;

use crate::kit::Kit;

/// Every notice goes to both addresses, a link to the first one only; two senders never get the same message.
pub async fn j9_every_address_is_told_once(kit: &Kit) {
    let person = kit.person("told").await;
    let (_, order) = kit.order();
    let order = LinkOrder {
        delivery: LinkDelivery::Mail(Zeroizing::new("https://portal.example/reset/x".to_owned())),
        ..order
    };
    let queued = kit.store.issue_link(person.account, LinkKind::HelpDesk, &order, &kit.operator()).await.unwrap();
    assert_eq!(queued, Some(1));
    assert_eq!(kit.store.count_outbox().await.unwrap(), 5);

    let (one, other) = tokio::join!(kit.store.claim_outbox(2, kit.now()), kit.store.claim_outbox(2, kit.now()));
    // On PostgreSQL a sender that meets only rows which another one is taking goes away empty: the rest is for the next look.
    let rest = kit.store.claim_outbox(5, kit.now()).await.unwrap();
    let mut rows = [one.unwrap(), other.unwrap(), rest].concat();
    rows.sort_by(|a, b| (a.kind.as_str(), &a.recipient).cmp(&(b.kind.as_str(), &b.recipient)));
    let told: Vec<_> = rows.iter().map(|row| (row.kind, row.recipient.as_str())).collect();
    assert_eq!(
        told,
        [
            (NoticeKind::PasswordSet, "told@example.org"),
            (NoticeKind::PasswordSet, "told@home.example"),
            (NoticeKind::ResetLink, "told@example.org"),
            // RC-13: the start is told, not only the end.
            (NoticeKind::ResetStarted, "told@example.org"),
            (NoticeKind::ResetStarted, "told@home.example"),
        ]
    );
    for started in &rows[3..] {
        assert!(started.link.as_ref().unwrap().contains("/not-me?token="));
        kit.store.mark_sent(started.id, kit.now()).await.unwrap();
    }
    assert_eq!(rows[2].link.as_ref().unwrap().as_str(), "https://portal.example/reset/x");
    // RC-08: each mail of a notice has a link of its own to object with.
    let links: Vec<&str> = rows[..2].iter().map(|row| row.link.as_ref().unwrap().as_str()).collect();
    assert!(links.iter().all(|link| link.starts_with("https://portal.example/not-me?token=")) && links[0] != links[1]);
    assert_eq!((rows[0].username.as_str(), rows[0].address.as_deref()), ("told", Some("192.0.2.7")));
    assert_eq!((rows[0].display_name.as_str(), rows[0].attempts), ("Person told", 1));

    // One is sent, one fails for now, one for good; a sender that died loses its lease.
    kit.store.mark_sent(rows[0].id, kit.now()).await.unwrap();
    let later = kit.now() + SignedDuration::from_mins(5);
    kit.store.mark_failed(rows[1].id, "421 busy", Some(later), kit.now()).await.unwrap();
    assert!(kit.store.claim_outbox(9, kit.now()).await.unwrap().is_empty());
    kit.wait(SignedDuration::from_mins(2));
    let again = kit.store.claim_outbox(9, kit.now()).await.unwrap();
    assert_eq!((again.len(), again[0].id, again[0].attempts), (1, rows[2].id, 2));
    kit.store.mark_failed(rows[2].id, "550 no such mailbox", None, kit.now()).await.unwrap();
    kit.wait(SignedDuration::from_mins(3));
    let again = kit.store.claim_outbox(9, kit.now()).await.unwrap();
    assert_eq!((again.len(), again[0].id), (1, rows[1].id));
    kit.store.mark_sent(rows[1].id, kit.now()).await.unwrap();
    assert_eq!(kit.store.count_outbox().await.unwrap(), 0);
    // A link is forgotten when it is sent; of a mail that was given up when its life is over, since it may be put back until then.
    let sealed = "SELECT kind FROM outbox WHERE payload_sealed IS NOT NULL";
    assert_eq!(store::testing::query(&kit.store, sealed, &[]).await.unwrap(), [["kind=reset-link"]]);
    kit.store.purge(kit.now()).await.unwrap();
    assert_eq!(store::testing::query(&kit.store, sealed, &[]).await.unwrap().len(), 1);
    kit.wait(store::MAIL_LIFE);
    kit.store.purge(kit.now()).await.unwrap();
    assert!(store::testing::query(&kit.store, sealed, &[]).await.unwrap().is_empty());
}

/// A mail whose link died before it went out never does, also when its sender is just at it; the reason of the last failure comes with the next try.
pub async fn j6_a_newer_link_takes_the_place_of_a_mail_that_waits(kit: &Kit) {
    let person = kit.person("linked").await;
    for notice in kit.store.claim_outbox(9, kit.now()).await.unwrap() {
        kit.store.mark_sent(notice.id, kit.now()).await.unwrap();
    }
    let issue = async |link: &str| {
        let (_, order) = kit.order();
        let order = LinkOrder { delivery: LinkDelivery::Mail(Zeroizing::new(link.to_owned())), ..order };
        kit.store.issue_link(person.account, LinkKind::Activation, &order, &kit.operator()).await.unwrap();
        order.expires_at
    };
    issue("https://portal.example/reset/old").await;
    let old = kit.store.claim_outbox(9, kit.now()).await.unwrap().remove(0);
    let expires_at = issue("https://portal.example/reset/new").await;
    // Whoever was sending the old one learns nothing and changes nothing.
    kit.store.mark_failed(old.id, "451 later", Some(kit.now()), kit.now()).await.unwrap();
    kit.wait(SignedDuration::from_mins(3));

    let new = kit.store.claim_outbox(9, kit.now()).await.unwrap();
    assert_eq!((new.len(), new[0].link.as_ref().unwrap().as_str()), (1, "https://portal.example/reset/new"));
    assert_eq!((new[0].expires_at, new[0].last_error.as_deref()), (Some(expires_at), None));
    kit.store.mark_failed(new[0].id, "452 full", Some(kit.now()), kit.now()).await.unwrap();
    let again = kit.store.claim_outbox(9, kit.now()).await.unwrap();
    assert_eq!((again[0].id, again[0].last_error.as_deref(), again[0].attempts), (new[0].id, Some("452 full"), 2));
    // A copy that its server had taken counts as sent.
    kit.store.mark_sent(old.id, kit.now()).await.unwrap();
    assert_eq!(kit.store.count_outbox().await.unwrap(), 1);
}
