//! What an operator does with messages: put back what was given up, take out what must not go.

use jiff::SignedDuration;
use journey::NoticeKind;
use journey::audit::names;
use store::testing::{dump, query};
use store::{
    Channel, Dropped, LinkDelivery, LinkKind, LinkOrder, MessageId, MessageLine, MessageQuery, MessageState, Retried,
    Which,
};
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::kit::Kit;
use crate::races::RUNNERS;

const LINK: &str = "https://portal.example/reset/s3cret";

impl Kit {
    /// All mails that wait are given up, as by a server that refuses them; how many.
    async fn give_mails_up(&self) -> usize {
        let rows = self.store.claim_outbox(50, self.now()).await.unwrap();
        for row in &rows {
            self.store.mark_failed(row.id, "550 5.1.1 to RCPT TO", None, self.now()).await.unwrap();
        }
        rows.len()
    }

    async fn messages(&self, which: Which, channel: Option<Channel>) -> Vec<MessageLine> {
        self.store.list_messages(MessageQuery { which, channel, limit: 100 }, self.now()).await.unwrap()
    }

    async fn retry(&self, id: &MessageId) -> Retried {
        self.store.retry_message(id, &self.because()).await.unwrap()
    }

    fn because(&self) -> store::Context {
        store::Context { because: Some("the server was wrong".to_owned()), ..self.operator() }
    }

    async fn mail_reset(&self, account: credentials::ids::AccountId, link: &str) {
        let (_, order) = self.order();
        let order = LinkOrder { delivery: LinkDelivery::Mail(Zeroizing::new(link.to_owned())), ..order };
        self.store.issue_link(account, LinkKind::HelpDesk, &order, &self.because()).await.unwrap();
    }
}

/// Fifty operators put one mail back while fifty senders look for something to send: it goes once, whole.
pub async fn sm_10_what_was_given_up_is_put_back_once_and_sent_once(kit: &Kit) {
    let person = kit.person("again").await;
    kit.mail_reset(person.account, LINK).await;
    assert_eq!(kit.give_mails_up().await, 5);
    let lines = kit.messages(Which::GivenUp, None).await;
    assert!(lines.len() == 5 && lines.iter().all(|line| line.can_retry));
    let link = lines.iter().find(|line| line.kind == NoticeKind::ResetLink.as_str()).unwrap().id.clone();

    let mut operators = JoinSet::new();
    let mut senders = JoinSet::new();
    for _ in 0..RUNNERS {
        let (store, id, ctx, now) = (kit.store.clone(), link.clone(), kit.because(), kit.now());
        operators.spawn(async move { store.retry_message(&id, &ctx).await.unwrap() == Retried::Yes });
        let store = kit.store.clone();
        senders.spawn(async move {
            let rows = store.claim_outbox(9, now).await.unwrap();
            for row in &rows {
                store.mark_sent(row.id, now).await.unwrap();
            }
            rows
        });
    }
    assert_eq!(operators.join_all().await.into_iter().filter(|put_back| *put_back).count(), 1);
    let mut sent: Vec<_> = senders.join_all().await.into_iter().flatten().collect();
    sent.extend(kit.store.claim_outbox(9, kit.now()).await.unwrap());
    assert_eq!(sent.len(), 1, "one sender");
    assert_eq!((sent[0].link.as_ref().unwrap().as_str(), sent[0].attempts, &sent[0].last_error), (LINK, 1, &None));
    kit.store.mark_sent(sent[0].id, kit.now()).await.unwrap();
    assert_eq!(kit.retry(&link).await, Retried::No, "it was sent");
    assert_eq!(kit.audited(names::MESSAGE_RETRIED).await, 1);
    let why = "SELECT reason, detail FROM audit WHERE event = 'message_retried'";
    assert_eq!(query(&kit.store, why, &[]).await.unwrap(), [["reason=mail", "detail=the server was wrong"]]);
}

/// SM-08: a code is never put back; neither is what is past its life or was overtaken by a newer link. A notice by SMS goes again, to its number.
pub async fn sm_08_a_code_and_what_is_past_its_life_stay_given_up(kit: &Kit) {
    let person = kit.with_number("texted").await;
    kit.told_by_sms().await;
    kit.wait(SignedDuration::from_mins(2));
    kit.tell(&person).await;
    let told = kit.store.claim_sms(50, kit.now()).await.unwrap();
    assert!(!told.is_empty() && told.iter().all(|row| row.code().is_none()));
    for row in &told {
        assert!(kit.store.mark_sms_failed(row.id, "refused by all", kit.now()).await.unwrap());
    }
    let lost: Vec<_> = kit.messages(Which::GivenUp, Some(Channel::Sms)).await;
    let notice = lost.iter().find(|line| line.can_retry).unwrap().id.clone();
    assert_eq!(kit.retry(&notice).await, Retried::Yes);
    let again = kit.store.claim_sms(50, kit.now()).await.unwrap();
    assert_eq!((again.len(), &again[0].number, again[0].attempts), (1, &told[0].number, 1));
    kit.store.mark_sms_failed(again[0].id, "refused by all", kit.now()).await.unwrap();
    kit.wait(SignedDuration::from_hours(24));
    assert_eq!(kit.retry(&notice).await, Retried::No, "past its day");
    assert!(kit.messages(Which::GivenUp, Some(Channel::Sms)).await.iter().all(|line| !line.can_retry));

    let (code, journey) =
        (kit.person("coded").await, credentials::ids::JourneyId::generate(kit.now(), kit.rng.as_ref()));
    let expires_at = kit.now() + SignedDuration::from_mins(5);
    let order = store::SmsOrder {
        kind: journey::SmsKind::LoginCode,
        number: "+31687654321",
        code: "123456",
        about: journey,
        expires_at,
    };
    store::testing::queue_sms(&kit.store, code.account, &order, &kit.ctx()).await.unwrap();
    let row = kit.store.claim_sms(9, kit.now()).await.unwrap().remove(0);
    kit.store.mark_sms_failed(row.id, "refused by all", kit.now()).await.unwrap();
    let lines = kit.messages(Which::GivenUp, Some(Channel::Sms)).await;
    let line = lines.iter().find(|line| line.account == code.account).unwrap();
    assert!(!line.can_retry);
    assert_eq!(kit.retry(&line.id).await, Retried::No, "a code");

    // An older link that was given up is overtaken; the newer one is put back until three days are over.
    kit.give_mails_up().await;
    kit.mail_reset(code.account, LINK).await;
    kit.give_mails_up().await;
    let resets =
        |lines: Vec<MessageLine>| lines.into_iter().filter(|line| line.kind == "reset-link").collect::<Vec<_>>();
    let old = resets(kit.messages(Which::GivenUp, Some(Channel::Mail)).await).remove(0).id;
    kit.wait(SignedDuration::from_secs(1));
    kit.mail_reset(code.account, "https://portal.example/reset/new").await;
    kit.give_mails_up().await;
    assert_eq!(kit.retry(&old).await, Retried::No, "overtaken");
    let new = resets(kit.messages(Which::GivenUp, Some(Channel::Mail)).await);
    assert_eq!(new.len(), 1);
    kit.wait(store::MAIL_LIFE);
    assert_eq!(kit.retry(&new[0].id).await, Retried::No, "past its life");
    assert_eq!(kit.audited(names::MESSAGE_RETRIED).await, 1, "of the notice alone");
}

/// LO-02: what is taken out is not sent and not put back, and a try that was under way is known when it succeeds.
pub async fn lo_02_a_message_is_taken_out_with_a_reason(kit: &Kit) {
    let person = kit.person("dropped").await;
    kit.mail_reset(person.account, LINK).await;
    let under_way = kit.store.claim_outbox(1, kit.now()).await.unwrap().remove(0);
    let lines = kit.messages(Which::Waiting, None).await;
    assert_eq!(lines.len(), 5);
    for line in &lines {
        assert_eq!(kit.store.drop_message(&line.id, &kit.because()).await.unwrap(), Dropped::Yes);
        assert_eq!(kit.store.drop_message(&line.id, &kit.because()).await.unwrap(), Dropped::No);
        assert_eq!(kit.retry(&line.id).await, Retried::No);
    }
    kit.wait(SignedDuration::from_mins(3));
    assert!(kit.store.claim_outbox(9, kit.now()).await.unwrap().is_empty());
    assert!(query(&kit.store, "SELECT id FROM outbox WHERE payload_sealed IS NOT NULL", &[]).await.unwrap().is_empty());
    assert!(kit.messages(Which::GivenUp, None).await.is_empty());
    kit.store.mark_sent(under_way.id, kit.now()).await.unwrap();
    let all = kit.messages(Which::All, Some(Channel::Mail)).await;
    assert_eq!(all.iter().filter(|line| matches!(line.state, MessageState::Sent(_))).count(), 1);
    assert_eq!(kit.audited(names::MESSAGE_DROPPED).await, 5);
    let who = "SELECT DISTINCT actor, detail, reason FROM audit WHERE event = 'message_dropped'";
    assert_eq!(
        query(&kit.store, who, &[]).await.unwrap(),
        [["actor=operator:root", "detail=the server was wrong", "reason=mail"]]
    );
    assert_eq!(kit.store.drop_message(&unknown(), &kit.because()).await.unwrap(), Dropped::No);
}

fn unknown() -> MessageId {
    "018f0000-0000-7000-8000-000000000001".parse().unwrap()
}

/// OP-19: an application that was down for longer than a day can be told after all, by one dispatcher.
pub async fn op_19_a_logout_is_put_back_while_its_application_has_an_address(kit: &Kit) {
    let app = kit.with_client("app").await.id;
    let (_, first) = kit.enrolled("told").await;
    let login = kit.tokens_in(&app, &first).await;
    kit.store.end_session(login.session.id, "log-out", &kit.ctx()).await.unwrap();
    let give_up = async || loop {
        let row = kit.store.claim_logouts(9, kit.now()).await.unwrap().remove(0);
        let next = row.retry_at(kit.now());
        kit.store.mark_logout_failed(&row, "503", kit.now()).await.unwrap();
        match next {
            Some(at) => kit.wait(at.duration_since(kit.now())),
            None => break,
        }
    };
    give_up().await;
    let line = kit.messages(Which::GivenUp, Some(Channel::Logout)).await.remove(0);
    assert_eq!((line.recipient.as_str(), line.tries, line.can_retry), ("app", 9, true));
    let id: MessageId = line.id.to_string().parse().unwrap();
    kit.store.set_client_enabled(&app, false, &kit.operator()).await.unwrap();
    assert_eq!(kit.retry(&id).await, Retried::No, "switched off");
    kit.store.set_client_enabled(&app, true, &kit.operator()).await.unwrap();
    assert_eq!((kit.retry(&id).await, kit.retry(&id).await), (Retried::Yes, Retried::No));
    let row = kit.store.claim_logouts(9, kit.now()).await.unwrap().remove(0);
    assert_eq!(row.attempts, 1);
    kit.store.mark_logout_failed(&row, "503", kit.now()).await.unwrap();
    assert_eq!(kit.store.drop_message(&id, &kit.because()).await.unwrap(), Dropped::Yes);
    kit.wait(SignedDuration::from_hours(1));
    assert!(kit.store.claim_logouts(9, kit.now()).await.unwrap().is_empty());
    assert_eq!(kit.retry(&id).await, Retried::No);
    let acts = "SELECT event, reason FROM audit WHERE event LIKE 'message%' ORDER BY id";
    assert_eq!(
        query(&kit.store, acts, &[]).await.unwrap(),
        [["event=message_retried", "reason=logout"], ["event=message_dropped", "reason=logout"]]
    );
}

/// LO-03: neither what a message holds nor the whole of an address is in what an operator sees.
pub async fn lo_03_the_list_shows_no_link_code_or_address(kit: &Kit) {
    let person = kit.with_number("listed").await;
    kit.mail_reset(person.account, LINK).await;
    let lines = kit.messages(Which::All, None).await;
    let text = format!("{lines:?}");
    assert!(lines.len() > 5 && text.contains("l***@example.org") && text.contains("***21"), "{text}");
    assert!(!text.contains("s3cret") && !text.contains("listed@") && !text.contains("687654321"), "{text}");
    assert!(dump(&kit.store).await.unwrap().contains("listed@example.org"), "the table has it in plain");
}
