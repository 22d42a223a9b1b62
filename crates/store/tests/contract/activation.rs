//! Links with a number, with a delay, and on paper (rules J6b and J6c, requirements RC-11 and RC-13).

use credentials::activation_pin::{ActivationPin, KeptPin, PIN_TRIES};
use credentials::grant::{verify_grant, verify_grant_and_pin};
use credentials::ids::{AccountId, GrantId};
use credentials::password::Password;
use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::{Event, NoticeKind, State};
use store::testing::query;
use store::{CommitError, LinkDelivery, LinkKind, LinkOrder, LinkState, LiveLink};
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::kit::Kit;
use crate::races::{RUNNERS, commit, race};
use crate::walk::{PASSWORD, Person, new_account};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// An account whose activation link wants a number.
pub async fn invite_with_pin(kit: &Kit, name: &str) -> (AccountId, SecretToken, ActivationPin) {
    let pin = ActivationPin::generate(kit.rng.as_ref());
    let (token, order) = kit.order();
    let kept = KeptPin::new(pin, order.seed.id, &kit.keyring);
    let order = LinkOrder { pin: Some(kept), ..order };
    let account = kit.store.insert_account(&new_account(name), &order, &kit.operator()).await.unwrap();
    (account, token, pin)
}

/// A reset of the help desk that works in a day.
async fn reset_in_a_day(kit: &Kit, person: &Person) -> SecretToken {
    let (token, order) = kit.order();
    let order = LinkOrder { not_before: Some(kit.now() + DAY), ..order };
    kit.store.issue_link(person.account, LinkKind::HelpDesk, &order, &kit.operator()).await.unwrap().unwrap();
    token
}

async fn live(kit: &Kit, token: &SecretToken) -> Option<LiveLink> {
    match kit.store.find_link(&token.hash(), kit.now()).await.unwrap() {
        LinkState::Live(link) => Some(link),
        LinkState::Used | LinkState::Dead => None,
    }
}

async fn reasons(kit: &Kit, event: &str) -> Vec<String> {
    let sql = "SELECT reason FROM audit WHERE event = $1 ORDER BY id";
    query(&kit.store, sql, &[event.into()]).await.unwrap().concat()
}

pub async fn j6b_fifty_tries_of_one_number_never_exceed_five(kit: &Kit) {
    let (_, link, _) = invite_with_pin(kit, "race.pin").await;
    let id = live(kit, &link).await.unwrap().row.id;
    let mut running = JoinSet::new();
    for _ in 0..RUNNERS {
        let (store, ctx) = (kit.store.clone(), kit.ctx());
        running.spawn(async move { store.take_pin_try(id, &ctx).await.unwrap() });
    }
    let mut left: Vec<u32> = running.join_all().await.into_iter().flatten().collect();
    left.sort_unstable();
    assert_eq!(left, (0..PIN_TRIES).collect::<Vec<_>>());
    // Also when nobody came to say that they were wrong, there is nothing left.
    assert!(live(kit, &link).await.is_none());
}

pub async fn j6b_the_fifth_wrong_number_kills_the_link(kit: &Kit) {
    let (_, link, _) = invite_with_pin(kit, "pin.wrong").await;
    let id = live(kit, &link).await.unwrap().row.id;
    for left in (0..PIN_TRIES).rev() {
        assert_eq!(kit.store.take_pin_try(id, &kit.ctx()).await.unwrap(), Some(left));
        assert_eq!(kit.store.wrong_pin(id, &kit.ctx()).await.unwrap(), left == 0, "{left}");
    }
    assert!(live(kit, &link).await.is_none() && kit.present(&link).await.is_none());
    assert_eq!(kit.store.take_pin_try(id, &kit.ctx()).await.unwrap(), None);
    assert_eq!(reasons(kit, "account_activation_fail").await, ["reason=pin"; PIN_TRIES as usize]);
    assert_eq!(reasons(kit, "enrolment_grant_cancelled").await, ["reason=pin-tries"]);
    let killed = "SELECT id FROM grants WHERE killed_at IS NOT NULL";
    assert_eq!(query(&kit.store, killed, &[]).await.unwrap().len(), 1);

    // A link without a number has no tries, and nor has one that never was.
    let (_, bare) = kit.invite("pin.none").await;
    let bare = live(kit, &bare).await.unwrap().row.id;
    let never = GrantId::generate(kit.now(), kit.rng.as_ref());
    for id in [bare, never] {
        assert_eq!(kit.store.take_pin_try(id, &kit.ctx()).await.unwrap(), None);
    }
}

pub async fn j6b_the_number_and_a_password_go_together(kit: &Kit) {
    let (account, link, pin) = invite_with_pin(kit, "pin.right").await;
    let row = live(kit, &link).await.unwrap().row;
    assert!(verify_grant(&row, &link, kit.now()).is_none(), "not without the number");
    let presented = verify_grant_and_pin(&row, &link, pin, &kit.keyring, kit.now()).unwrap();
    let typed = Password::parse_attempt(PASSWORD).unwrap();
    let password = kit.hasher.hash_password(&typed, account, &kit.keyring, kit.rng.as_ref());
    let (browser, seed) = kit.grant_seed();
    kit.store.set_first_password(&presented, &password, &seed, &kit.ctx()).await.unwrap();
    // The browser's own grant wants no number any more, and the number is in no row in plain.
    assert!(kit.present(&browser).await.is_some());
    let text = store::testing::dump(&kit.store).await.unwrap();
    let kept = text.lines().filter(|line| line.starts_with("grants: ")).collect::<String>();
    assert!(kept.contains("pin=m1.") && !kept.contains(pin.digits().as_str()));
}

pub async fn rc_11_a_reset_waits_and_the_owner_hears_of_it(kit: &Kit) {
    let (person, _) = kit.enrolled("waits").await;
    for mail in kit.store.claim_outbox(99, kit.now()).await.unwrap() {
        kit.store.mark_sent(mail.id, kit.now()).await.unwrap();
    }
    let link = reset_in_a_day(kit, &person).await;
    let mut told: Vec<_> = kit.store.claim_outbox(99, kit.now()).await.unwrap();
    told.sort_by(|a, b| a.recipient.cmp(&b.recipient));
    let told: Vec<_> = told.iter().map(|mail| (mail.kind, mail.recipient.as_str())).collect();
    let started = NoticeKind::ResetStarted;
    assert_eq!(told, [(started, "waits@example.org"), (started, "waits@home.example")]);

    kit.wait(DAY - SignedDuration::from_secs(1));
    assert!(kit.present(&link).await.is_none(), "a second too early");
    assert!(live(kit, &link).await.unwrap().row.waits_until(kit.now()).is_some());
    let journey = kit.arrive(&person, Some(&link)).await;
    let loaded = kit.load(&journey).await;
    assert!(loaded.journey.state.carried().unwrap().reset_link.is_none());
    kit.wait(SignedDuration::from_secs(1));
    let journey = kit.arrive(&person, Some(&link)).await;
    kit.take(&journey, |loaded| Event::ResetByLink { facts: loaded.facts.clone() }).await;
    let journey = kit.arrive(&person, Some(&link)).await;
    assert!(matches!(kit.load(&journey).await.journey.state, State::EnrolIntroduction(..)));
}

pub async fn rc_11_a_login_cancels_a_reset_whether_it_waits_or_not(kit: &Kit) {
    let (person, _) = kit.enrolled("cancels").await;
    for over in [false, true] {
        let link = reset_in_a_day(kit, &person).await;
        kit.wait(if over { DAY } else { SignedDuration::from_mins(1) });
        // Somebody is at S2 with the link when the owner logs in.
        let thief = kit.arrive(&person, Some(&link)).await;
        let carried = kit.load(&thief).await.journey.state.carried().unwrap().reset_link.is_some();
        assert_eq!(carried, over);
        let redeem = if over {
            Some(kit.prepare(&thief, |loaded| Event::ResetByLink { facts: loaded.facts.clone() }).await)
        } else {
            None
        };
        kit.log_in(&person).await;
        kit.wait(SignedDuration::from_mins(2));
        assert!(live(kit, &link).await.is_none(), "over: {over}");
        if let Some(redeem) = redeem {
            let lost = kit.commit(&redeem).await;
            assert!(matches!(lost, Err(CommitError::Lost("grant"))), "{lost:?}");
        }
    }
    assert_eq!(reasons(kit, "enrolment_grant_cancelled").await, ["reason=logged-in"; 2]);
    assert_eq!(kit.store.load_totp(person.account).await.unwrap().len(), 1, "the factor is still there");
}

/// Twenty-five logins and twenty-five redeemings: whoever is first decides, and there is never a wipe after a session that it left alive.
pub async fn rc_11_a_login_and_a_reset_at_once_leave_no_reset_behind_a_session(kit: &Kit) {
    let (person, _) = kit.enrolled("race.reset").await;
    let link = reset_in_a_day(kit, &person).await;
    kit.wait(DAY);
    let mut moves = Vec::new();
    for turn in 0..RUNNERS {
        if turn % 10 == 0 {
            kit.store.reset_counters(person.account, "test", &kit.operator()).await.unwrap();
        }
        let journey = kit.arrive(&person, Some(&link)).await;
        moves.push(match turn % 2 {
            0 => kit.prove_factor(&person, &journey).await.0,
            _ => kit.prepare(&journey, |loaded| Event::ResetByLink { facts: loaded.facts.clone() }).await,
        });
    }
    let tally = race(moves.into_iter().map(|made| commit(kit.store.clone(), made, kit.ctx()))).await;
    assert_eq!((tally.won, tally.raced), (1, 0), "{tally:?}");
    let wiped = kit.store.load_totp(person.account).await.unwrap().is_empty();
    assert_eq!(wiped, live(kit, &link).await.is_some(), "a wipe and a living link, or a session and a dead one");
}

pub async fn rc_13_a_letter_takes_the_place_of_a_mailed_link(kit: &Kit) {
    let (_, order) = kit.order();
    let mailed = LinkOrder { delivery: LinkDelivery::Mail(Zeroizing::new("https://portal.example/x".into())), ..order };
    let account = kit.store.insert_account(&new_account("paper"), &mailed, &kit.operator()).await.unwrap();
    let letter = LinkOrder { delivery: LinkDelivery::Letter, ..kit.order().1 };
    let queued = kit.store.issue_link(account, LinkKind::Activation, &letter, &kit.operator()).await.unwrap();
    assert_eq!(queued, Some(1));
    let mails = kit.store.claim_outbox(9, kit.now()).await.unwrap();
    assert_eq!((mails.len(), mails[0].kind, mails[0].link.as_ref()), (1, NoticeKind::LetterSent, None));
    let sent = "SELECT sent_by FROM grants ORDER BY issued_at, id";
    let mut sent = query(&kit.store, sent, &[]).await.unwrap().concat();
    sent.sort();
    assert_eq!(sent, ["sent_by=letter", "sent_by=mail"]);
    // Without an address nobody is told, and the letter goes all the same.
    let nobody = store::NewAccount { mail: None, notice_mail: None, ..new_account("paper.only") };
    let letter = LinkOrder { delivery: LinkDelivery::Letter, ..kit.order().1 };
    kit.store.insert_account(&nobody, &letter, &kit.operator()).await.unwrap();
    assert!(kit.store.claim_outbox(9, kit.now()).await.unwrap().is_empty());
}
