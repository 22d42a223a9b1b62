//! Root keys change while everybody goes on (decision D8): nothing is lost, nobody is logged out, and a key goes only when it holds nothing.

use std::collections::BTreeSet;

use credentials::keyring::{KeyStage, MacPurpose, Purpose};
use credentials::places;
use credentials::security_key::testing::{Passkey, U2fKey};
use jiff::SignedDuration;
use journey::{RequestKind, Username};
use oidc::jose::Alg;
use oidc::keys;
use oidc::par::PushedRow;
use store::testing::{dump, execute, fail_after, query, rewrapped};
use store::{ForwardRequest, LIVED_OUT, Redeemed, Retirement, Rewrapped, StoreError};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::activation::invite_with_pin;
use crate::audit_chain::verify;
use crate::export::schema;
use crate::forward::HOST;
use crate::kit::Kit;
use crate::notices::new_mail;
use crate::oidc_keys::{add, new_key};
use crate::oidc_kit::{Login, request};
use crate::requests::ask_from;
use crate::walk::{Person, new_account};

use credentials::token::SecretToken;

impl Kit {
    /// A new key is added, then active; the id of the old one.
    fn turn(&self) -> String {
        let old = self.keyring.active_key_id();
        let (added, id) = self.keyring.with_next(self.rng.as_ref()).unwrap();
        self.keyring.replace(&added);
        let active = self.keyring.with_active(&id, self.now()).unwrap();
        self.keyring.replace(&active);
        old
    }

    async fn rewrap(&self) -> Rewrapped {
        self.store.rewrap(&self.operator(), |_| {}).await.unwrap()
    }

    /// How many values a key holds.
    async fn values_of(&self, key: &str) -> u64 {
        self.store.key_holdings(key, self.now()).await.unwrap().iter().map(|holding| holding.values).sum()
    }

    async fn retire(&self, key: &str, lost: u64) -> Retirement {
        let keyring = self.keyring.clone();
        let remove = || {
            keyring.replace(&keyring.without(key).unwrap());
            Ok::<_, StoreError>(())
        };
        self.store.retire_key(key, lost, &self.operator(), remove).await.unwrap()
    }
}

/// Everything that one root key can hold, and who notices when it does not open.
struct House {
    person: Person,
    /// Logs in again and again, which ends older sessions of an account.
    walker: Person,
    portal: SecretToken,
    application: SecretToken,
    login: Login,
    number: Person,
    passkey: (Person, Passkey),
    journey: SecretToken,
    request: Uuid,
    pushed: PushedRow,
    erased: Username,
}

async fn furnished(kit: &Kit) -> House {
    let (left, _) = kit.enrolled("gone").await;
    let erased = left.username.clone();
    kit.store.order_erasure(left.account, kit.now(), &kit.operator()).await.unwrap();
    assert!(kit.store.erase_account(left.account, &kit.operator()).await.unwrap());

    let (person, portal) = kit.enrolled("holder").await;
    let (walker, _) = kit.enrolled("walker").await;
    let number = kit.with_number("texted").await;
    kit.with_key("touched", &U2fKey::from_seed(3)).await;
    let mut device = Passkey::synced(4);
    let passkey = (kit.with_passkey("waved", &mut device).await, device);
    kit.change(&number, &new_mail("elsewhere@example.org")).await;
    kit.new_password(&number, "another one that is long enough").await;
    let key = new_key(kit, Alg::Es256).1;
    assert!(add(kit, &key, None).await);
    let client = kit.with_client("app").await;
    let application = kit.forwarded(&portal).await;
    kit.ticket(&portal).await;
    let asked = ForwardRequest {
        id: Uuid::from_u128(7),
        host: HOST.to_owned(),
        target: "/deep".to_owned(),
        nonce: kit.secret().hash(),
        created_at: kit.now(),
    };
    kit.store.save_forward_request(&asked).await.unwrap();
    ask_from(kit, RequestKind::Password, "holder", "192.0.2.9").await.unwrap();
    let request_row = kit.store.save_authorization(&request(&client.id), kit.now()).await.unwrap();
    let hash = kit.secret().hash();
    let pushed = PushedRow { hash, client: client.id.clone(), request: request(&client.id), pushed_at: kit.now() };
    assert!(kit.store.push_request(&pushed, None).await.unwrap());
    let journey = kit.arrive(&walker, None).await;
    let login = kit.tokens_in(&client.id, &portal).await;
    let session = kit.opened(&portal).await;
    kit.code(&client.id, &session).await;
    while kit.store.seal_audit(kit.now()).await.unwrap().more {}
    House { person, walker, portal, application, login, number, passkey, journey, request: request_row, pushed, erased }
}

/// Everybody goes on where they were.
async fn everybody_goes_on(kit: &Kit, house: &mut House) {
    assert!(kit.session(&house.portal).await.is_some(), "a session ended");
    assert!(kit.check_forward(&house.application).await.is_some());
    assert_eq!(kit.tokens_alive(&house.login).await, (true, true));
    let page = kit.store.load_forward_request(Uuid::from_u128(7), kit.now()).await.unwrap().expect("it is kept");
    assert_eq!(page.target, "/deep");
    let asked = kit.store.load_authorization(house.request, kit.now()).await.unwrap().expect("the request is there");
    assert_eq!(asked.request, house.pushed.request);
    let pushed = kit.store.take_pushed(&house.pushed.hash, &house.pushed.client).await.unwrap().unwrap();
    assert_eq!(pushed.request, house.pushed.request);
    let key = kit.store.load_signing_keys().await.unwrap().remove(0);
    keys::open(&key.row, &key.sealed, &kit.keyring).unwrap();
    assert!(kit.store.load_phones(house.number.account).await.unwrap()[0].open(&kit.keyring).is_ok());
    let account = kit.store.account(house.person.account).await.unwrap().unwrap();
    assert_eq!(account.phone.as_deref(), new_account("holder").phone.as_deref());
    let again = kit.store.insert_account(&new_account(house.erased.as_str()), &kit.order().1, &kit.operator()).await;
    assert!(matches!(again, Err(StoreError::UsernameErased)), "{again:?}");
    let verified = verify(kit).await;
    assert!(verified.broken.is_none() && verified.notes.is_empty() && verified.heads >= 2, "{verified:?}");

    // The journey that was on its way, a new one, a passkey, and the recovery code.
    kit.load(&house.journey).await;
    kit.wait(SignedDuration::from_mins(2));
    let (login, _) = kit.prove_factor(&house.walker, &house.journey).await;
    kit.commit(&login).await.unwrap();
    kit.wait(SignedDuration::from_mins(2));
    kit.log_in(&house.walker).await;
    house.journey = kit.arrive(&house.walker, None).await;
    let (person, device) = &mut house.passkey;
    let answered = kit.answer_passkey(person, device, 0).await;
    kit.commit(&answered).await.unwrap();

    // What lives for minutes only is made anew for the next look.
    let (access, refresh, tokens) = kit.tokens(&house.login.session);
    assert_eq!(kit.rotate(house.login.refresh.hash(), &tokens).await, Redeemed::Done);
    (house.login.access, house.login.refresh) = (access, refresh);
    house.pushed.pushed_at = kit.now();
    assert!(kit.store.push_request(&house.pushed, None).await.unwrap());
    while kit.store.seal_audit(kit.now()).await.unwrap().more {}
}

/// D8: whatever a key holds moves to the next one, twice over, and the older keys go; each step is in the audit log.
pub async fn d8_everything_moves_to_the_new_key_and_the_old_one_goes(kit: &Kit) {
    let mut house = furnished(kit).await;
    let first = kit.keyring.active_key_id();
    let held: BTreeSet<String> = kit
        .store
        .key_holdings(&first, kit.now())
        .await
        .unwrap()
        .iter()
        .map(|holding| format!("{}.{}", holding.table, holding.column))
        .collect();
    let all: BTreeSet<String> = rewrapped().into_iter().collect();
    let missing: Vec<_> = all.difference(&held).collect();
    assert!(missing.is_empty(), "the house holds nothing of {missing:?}");

    for round in 0..2 {
        let old = kit.turn();
        assert!(kit.values_of(&old).await > 30);
        Box::pin(everybody_goes_on(kit, &mut house)).await;
        assert!(matches!(kit.retire(&old, 0).await, Retirement::Holds(_)));
        let came = kit.rewrap().await;
        assert!(came.done > 30 && came.unreadable == 0, "{came:?}");
        assert_eq!((kit.values_of(&old).await, kit.rewrap().await), (0, Rewrapped::default()));
        Box::pin(everybody_goes_on(kit, &mut house)).await;
        kit.store.note_key_active(&kit.keyring.active_key_id(), &kit.operator()).await.unwrap();
        assert_eq!(kit.retire(&old, 0).await, Retirement::Gone);
        assert_eq!(kit.keyring.stage(&old), Some(KeyStage::Remembered));
        Box::pin(everybody_goes_on(kit, &mut house)).await;
        assert_eq!(
            (kit.audited("root_key_activated").await, kit.audited("root_key_retired").await),
            (round + 1, round + 1)
        );
    }
    let text = dump(&kit.store).await.unwrap();
    let sealed_with_first =
        text.matches(&format!("v1.{first}.")).count() + text.matches(&format!("m1.{first}.")).count();
    assert_eq!(sealed_with_first, 0, "nothing of the first key is anywhere");
    let (accepted, _) = kit.at_recovery(&house.person).await;
    kit.commit(&accepted).await.unwrap();
}

/// Whoever adds a column that is sealed or carries a MAC decides what a rotation does with it.
pub async fn d8_every_column_that_names_a_key_is_made_anew_or_lived_out(kit: &Kit) {
    let mut decided: BTreeSet<String> = rewrapped().into_iter().collect();
    assert!(LIVED_OUT.iter().all(|(_, _, why)| !why.is_empty()));
    decided.extend(LIVED_OUT.iter().map(|(table, column, _)| format!("{table}.{column}")));
    let mut found = BTreeSet::new();
    for (table, columns) in schema(kit).await {
        found.extend(columns.iter().map(|column| format!("{table}.{column}")));
    }
    let unknown: Vec<_> = decided.difference(&found).collect();
    assert!(unknown.is_empty(), "no such columns: {unknown:?}");
    let names_a_key = |place: &&String| {
        place.rsplit('.').next().is_some_and(|c| c.ends_with("_sealed") || ["mac", "pin"].contains(&c))
    };
    let undecided: Vec<_> = found.iter().filter(names_a_key).filter(|column| !decided.contains(*column)).collect();
    assert!(undecided.is_empty(), "nobody has decided what a rotation does with {undecided:?}");
}

/// A rewrap that is broken off after any number of statements leaves everything readable, and goes on.
pub async fn d8_a_rewrap_that_is_broken_off_goes_on(kit: &Kit) {
    let (person, portal) = kit.enrolled("holder").await;
    while kit.store.seal_audit(kit.now()).await.unwrap().more {}
    let old = kit.turn();
    let mut held = kit.values_of(&old).await;
    let mut broken_off = 0;
    for statements in 1.. {
        fail_after(&kit.store, Some(statements));
        let ended = kit.store.rewrap(&kit.operator(), |_| {}).await;
        fail_after(&kit.store, None);
        assert!(kit.session(&portal).await.is_some());
        assert!(kit.store.load_totp(person.account).await.unwrap().len() == 1);
        assert_eq!(verify(kit).await.broken, None);
        let left = kit.values_of(&old).await;
        assert!(left <= held);
        held = left;
        match ended {
            Err(StoreError::Injected) => broken_off += 1,
            other => {
                assert_eq!(other.unwrap().unreadable, 0);
                break;
            }
        }
    }
    assert!(broken_off > 20 && held == 0, "{broken_off} {held}");
    kit.wait(SignedDuration::from_mins(2));
    kit.log_in(&person).await;
}

/// Logins, enrolments, recoveries and refreshed tokens go on in the middle of two rotations; nobody notices and nothing is lost.
pub async fn d8_nobody_notices_a_rotation(kit: &Kit) {
    let mut people = Vec::new();
    let client = kit.with_client("app").await;
    for number in 0..6 {
        let (person, portal) = kit.enrolled(&format!("before{number}")).await;
        let login = kit.tokens_in(&client.id, &portal).await;
        people.push((person, portal, login));
    }
    kit.wait(SignedDuration::from_mins(2));
    let turning = async {
        for _ in 0..2 {
            let old = kit.turn();
            for _ in 0..5 {
                kit.rewrap().await;
                tokio::task::yield_now().await;
            }
            let _ = old;
        }
    };
    let going_on = async {
        for (number, (person, portal, login)) in people.iter().enumerate() {
            if number % 2 == 0 {
                kit.log_in(person).await;
            } else {
                let (accepted, _) = kit.at_recovery(person).await;
                kit.commit(&accepted).await.unwrap();
            }
            let (_, _, tokens) = kit.tokens(&login.session);
            let fresh = kit.rotate(login.refresh.hash(), &tokens).await;
            // A recovery ends the sessions, and what came of them.
            assert_eq!(
                (kit.session(portal).await.is_some(), format!("{fresh:?}") == "Done"),
                (number % 2 == 0, number % 2 == 0)
            );
            kit.enrolled(&format!("during{number}")).await;
        }
    };
    let two_more = async {
        for round in 0..3 {
            kit.with_number(&format!("texted{round}")).await;
        }
    };
    tokio::join!(turning, going_on, two_more);
    let keys: Vec<String> = kit.keyring.lines().into_iter().map(|line| line.id).collect();
    kit.rewrap().await;
    for old in &keys[1..] {
        assert_eq!(kit.retire(old, 0).await, Retirement::Gone, "{old}");
    }
    kit.wait(SignedDuration::from_mins(2));
    for (number, (person, _, _)) in people.iter().enumerate() {
        if number % 2 == 0 {
            kit.log_in(person).await;
        }
    }
}

/// Ten nodes that rewrap at once, while passwords change: the changed ones win, and every value is made anew once.
pub async fn d8_several_nodes_rewrap_at_once_and_changes_win(kit: &Kit) {
    let (person, portal) = kit.enrolled("holder").await;
    for number in 0..5 {
        kit.invite(&format!("other{number}")).await;
    }
    let old = kit.turn();
    let mut running = JoinSet::new();
    for _ in 0..10 {
        let (store, ctx) = (kit.store.clone(), kit.operator());
        running.spawn(async move { store.rewrap(&ctx, |_| {}).await.unwrap() });
    }
    kit.new_password(&person, "changed in the middle of it").await;
    let held = kit.values_of(&old).await;
    let mut done = 0;
    while let Some(came) = running.join_next().await {
        let came = came.unwrap();
        assert_eq!(came.unreadable, 0);
        done += came.done;
    }
    assert!(done >= held, "{done}");
    kit.rewrap().await;
    assert_eq!(kit.values_of(&old).await, 0);
    let row = kit.store.load_login(&person.username).await.unwrap().unwrap();
    let typed = credentials::password::Password::parse_attempt("changed in the middle of it").unwrap();
    let journey = credentials::ids::JourneyId::generate(kit.now(), kit.rng.as_ref());
    let right = kit.hasher.verify_password(&row.password.unwrap(), &typed, &kit.keyring, journey, kit.now()).unwrap();
    assert!(right.is_some());
    assert!(kit.session(&portal).await.is_some());
}

/// What does not open is told apart: a key is not thrown away with it unless somebody says so. A link's number is waited for.
pub async fn d8_a_key_that_holds_something_stays(kit: &Kit) {
    let (person, _) = kit.enrolled("holder").await;
    let (_, link, _) = invite_with_pin(kit, "lettered").await;
    let old = kit.turn();
    // A value of another place, which opens nowhere.
    let foreign = kit.keyring.seal(Purpose::Totp, &places::password(person.account), b"x", kit.rng.as_ref());
    let forged = foreign.as_str().replacen(&kit.keyring.active_key_id(), &old, 1);
    let sql = "UPDATE accounts SET phone_sealed = $1 WHERE id = $2";
    execute(&kit.store, sql, &[forged.as_str().into(), person.account.into()]).await.unwrap();
    assert_eq!(kit.rewrap().await.unreadable, 1);
    let Retirement::Holds(held) = kit.retire(&old, 0).await else { panic!("it is gone") };
    let held: Vec<_> = held.iter().map(|h| (h.table, h.column, h.values)).collect();
    assert_eq!(held, [("accounts", "phone_sealed", 1), ("grants", "pin", 1)]);
    assert!(matches!(kit.retire(&old, 1).await, Retirement::Holds(_)), "the number of a link still counts");
    assert_eq!(kit.audited("root_key_retired").await, 0);
    // A removal that fails leaves everything as it is.
    let refused = kit.store.retire_key(&old, 2, &kit.operator(), || Err(StoreError::WrongKey)).await;
    assert!(matches!(refused, Err(StoreError::WrongKey)));
    assert_eq!(kit.audited("root_key_retired").await, 0);
    kit.wait(SignedDuration::from_hours(24 * 60));
    assert!(kit.store.find_link(&link.hash(), kit.now()).await.is_ok());
    assert_eq!(kit.values_of(&old).await, 1);
    assert_eq!(kit.retire(&old, 1).await, Retirement::Gone);
}

/// A start with the key file of before the rotation is refused, as is a stranger's; a running portal takes neither.
pub async fn d8_an_older_key_file_does_not_start(kit: &Kit) {
    kit.enrolled("holder").await;
    let before = kit.keyring.fixed();
    let old = kit.turn();
    assert!(kit.store.knows_keys(&before).await.unwrap(), "until something is sealed with it");
    kit.rewrap().await;
    assert!(!kit.store.knows_keys(&before).await.unwrap());
    assert!(kit.store.knows_keys(&kit.keyring.without(&old).unwrap()).await.unwrap());
    let database = store::Database::open(&kit.url, store::OpenOptions::default()).await.unwrap();
    let refused = database.into_store(std::sync::Arc::new(before), kit.rng.clone()).await;
    assert!(matches!(refused, Err(StoreError::WrongKey)), "{refused:?}");
    // Counters are found under the oldest key, whichever is active.
    let subject = kit.store.username_subject("holder");
    kit.turn();
    assert_eq!(kit.store.username_subject("holder"), subject);
    assert_ne!(kit.keyring.mac(MacPurpose::Csrf, &[b"x"]).as_str().find(&old), Some(3));
}

/// A portal that runs says which keys it has; one that is silent for two minutes has stopped.
pub async fn d8_portals_say_which_keys_they_have(kit: &Kit) {
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    kit.store.tell_keys(one, kit.now()).await.unwrap();
    kit.wait(SignedDuration::from_secs(90));
    let old = kit.keyring.active_key_id();
    let (added, id) = kit.keyring.with_next(kit.rng.as_ref()).unwrap();
    kit.keyring.replace(&added);
    kit.store.tell_keys(two, kit.now()).await.unwrap();
    let nodes = kit.store.nodes(kit.now()).await.unwrap();
    let said: Vec<_> = nodes.iter().map(|node| (node.node, node.active.as_str(), node.keys.contains(&id))).collect();
    assert_eq!(said, [(one, old.as_str(), false), (two, old.as_str(), true)]);
    kit.wait(SignedDuration::from_secs(31));
    assert_eq!(kit.store.nodes(kit.now()).await.unwrap().len(), 1);
    kit.store.forget_node(two).await.unwrap();
    assert!(kit.store.nodes(kit.now()).await.unwrap().is_empty());
    kit.wait(SignedDuration::from_hours(25));
    kit.store.tell_keys(two, kit.now()).await.unwrap();
    let rows = query(&kit.store, "SELECT key FROM meta WHERE key LIKE 'keys-of:%'", &[]).await.unwrap();
    assert_eq!(rows.len(), 1, "what was said a day ago is forgotten");
}
