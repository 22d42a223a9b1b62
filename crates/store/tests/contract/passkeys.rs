//! Passkeys: stored as keys are and told apart from them (ADR 16), nobody else's (WA-03), and not stopped by a count (WA-07).

use credentials::ids::FactorId;
use credentials::security_key::KeyRole;
use credentials::security_key::testing::{Passkey, U2fKey};
use credentials::token::SecretToken;
use journey::throttle::CounterKind;
use journey::{Burn, Event, FactorKind, KindRule, Kinds, NewFactor, Pending, PendingFactor, Policy, State};
use store::testing::query;
use store::{CommitError, LoadedJourney, OrphanedKeys};

use crate::kinds::party;
use crate::kit::Kit;
use crate::races::{RUNNERS, Tally, commit, race};
use crate::walk::{Move, Person};

const ORIGIN: &str = "https://portal.example";

fn policy() -> Policy {
    Policy { kinds: Kinds { passkey: KindRule::everybody(), ..Kinds::default() }, ..Policy::default() }
}

impl Kit {
    /// S5: a passkey is chosen, made and named, up to the commit.
    async fn prove_passkey(&self, token: &SecretToken, device: &mut Passkey) -> Move {
        let account = self.load(token).await.facts.account;
        let held = self.store.load_keys(account).await.unwrap();
        let (factor, keyring) = (FactorId::generate(self.now(), self.rng.as_ref()), &self.keyring);
        let begun = party().begin_enrolment(KeyRole::Passkey, factor, "Portaal", &held, keyring, self.now()).unwrap();
        let answer = device.register(begun.options(), ORIGIN);
        let pending = PendingFactor::Passkey(Some(begun.clone()));
        let chosen = |loaded: &LoadedJourney| Event::MethodChosen { pending, facts: loaded.facts.clone() };
        let chosen = self.prepare_with(token, &policy(), chosen).await;
        self.commit(&chosen).await.unwrap();
        let event = |loaded: &LoadedJourney| {
            let State::EnrolFactor(carried, _, Some(Pending { factor: PendingFactor::Passkey(Some(begun)), .. })) =
                &loaded.journey.state
            else {
                panic!("no passkey is being set up")
            };
            let rng = self.rng.as_ref();
            let proven = party().prove_pending_key(begun, &carried.first, &answer, keyring, self.now(), rng).unwrap();
            Event::NewFactorProven {
                witness: proven.witness,
                row: NewFactor::Key(proven.row, "Telefoon".to_owned()),
                facts: loaded.facts.clone(),
                code: Some(self.code_seed(loaded.facts.account)),
                session: self.session_seed().1,
                tried: None,
            }
        };
        self.prepare_with(token, &policy(), event).await
    }

    pub async fn with_passkey(&self, name: &str, device: &mut Passkey) -> Person {
        let mut person = self.person(name).await;
        let token = self.at_s5(&person).await;
        let proven = self.prove_passkey(&token, device).await;
        self.commit(&proven).await.unwrap();
        let declined = self.decline(&mut person, &token).await;
        self.commit(&declined).await.unwrap();
        person
    }

    /// S2: the device is unlocked and counts as `count` says, up to the commit.
    pub async fn answer_passkey(&self, person: &Person, device: &mut Passkey, count: u32) -> Move {
        let token = self.at_s2(person).await;
        let held = self.store.load_keys(person.account).await.unwrap();
        let challenge = party().begin_assertion(KeyRole::Passkey, &held, &self.keyring, self.now()).unwrap();
        let mut answer = device.prepare_assertion(challenge.options(), ORIGIN);
        answer.auth_data.sign_count = count;
        let answer = answer.sign(device.signer());
        let asked = challenge.clone();
        let event = |loaded: &LoadedJourney| Event::KeyAsked { challenge: asked, facts: loaded.facts.clone() };
        let made = self.prepare_with(&token, &policy(), event).await;
        self.commit(&made).await.unwrap();
        let tried = self.reserve(CounterKind::SecondFactor, person.account).await;
        let event = |loaded: &LoadedJourney| {
            let (keyring, id) = (&self.keyring, loaded.journey.id);
            let accepted = party().verify_key(&challenge, &held, &answer, keyring, id, self.now()).unwrap();
            Event::FactorProven {
                burn: Burn::from(&accepted),
                witness: accepted.witness,
                facts: loaded.facts.clone(),
                session: self.session_seed().1,
                code: None,
                tried,
                holds: None,
            }
        };
        self.prepare_with(&token, &policy(), event).await
    }
}

/// The kind stands in the row, and what the passkey said of itself under its seal.
pub async fn wa_11_a_passkey_is_stored_as_its_kind(kit: &Kit) {
    let person = kit.with_passkey("phone", &mut Passkey::synced(1)).await;
    assert_eq!(kit.held(&person).await, [FactorKind::Passkey]);
    let columns = "SELECT kind, label, sign_count FROM factors";
    assert_eq!(query(&kit.store, columns, &[]).await.unwrap(), [["kind=passkey", "label=Telefoon", "sign_count=0"]]);
    let keys = kit.store.load_keys(person.account).await.unwrap();
    let traits = keys[0].traits(&kit.keyring).unwrap();
    assert_eq!((traits.role, traits.user_verified, traits.backup_eligible), (KeyRole::Passkey, true, true));
    // Whoever writes in the database cannot make a USB key of it.
    query(&kit.store, "UPDATE factors SET kind = 'security-key' RETURNING id", &[]).await.unwrap();
    let keys = kit.store.load_keys(person.account).await.unwrap();
    assert!(keys[0].role == KeyRole::SecurityKey && keys[0].traits(&kit.keyring).is_err());
}

/// WA-03: fifty people show the same passkey at the same moment; one of them has it.
pub async fn wa_03_fifty_accounts_enrol_one_passkey(kit: &Kit) {
    let mut moves = Vec::new();
    for number in 0..RUNNERS {
        let person = kit.person(&format!("passkey{number}")).await;
        let token = kit.at_s5(&person).await;
        moves.push(kit.prove_passkey(&token, &mut Passkey::synced(7)).await);
    }
    let tally = race(moves.into_iter().map(|made| commit(kit.store.clone(), made, kit.ctx()))).await;
    assert_eq!(tally, Tally { won: 1, lost: vec![store::KEY_KNOWN; RUNNERS - 1], ..Tally::default() });
}

/// WA-07: a synced passkey that counts backwards logs in, is written down, and the highest count stays.
pub async fn wa_07_a_synced_passkey_may_count_backwards(kit: &Kit) {
    let mut phone = Passkey::synced(1);
    let person = kit.with_passkey("synced", &mut phone).await;
    for (count, stored) in [(0, "0"), (9, "9"), (3, "9"), (9, "9"), (10, "10")] {
        let login = kit.answer_passkey(&person, &mut phone, count).await;
        kit.commit(&login).await.unwrap();
        let counted = query(&kit.store, "SELECT sign_count FROM factors", &[]).await.unwrap();
        assert_eq!(counted, [[format!("sign_count={stored}")]]);
    }
    let signals = "SELECT reason, factor_kind FROM audit WHERE event = 'factor_key_counter'";
    let signal = ["reason=may-be-synced", "factor_kind=passkey"];
    assert_eq!(query(&kit.store, signals, &[]).await.unwrap(), [signal, signal]);
}

/// WA-07: one that stays on its device is held to its count like a key.
pub async fn wa_07_a_device_bound_passkey_counts_upwards(kit: &Kit) {
    let mut laptop = Passkey::device_bound(1);
    let person = kit.with_passkey("bound", &mut laptop).await;
    let two = [kit.answer_passkey(&person, &mut laptop, 5).await, kit.answer_passkey(&person, &mut laptop, 5).await];
    kit.commit(&two[0]).await.unwrap();
    assert!(matches!(kit.commit(&two[1]).await, Err(CommitError::Lost("sign count"))));
}

/// WA-10: a passkey falls silent under a new name as a key does.
pub async fn wa_10_passkeys_hold_the_name_too(kit: &Kit) {
    assert_eq!(kit.store.check_rp_id("portal.example").await.unwrap(), None);
    kit.with_passkey("name", &mut Passkey::synced(1)).await;
    kit.with_key("key", &U2fKey::from_seed(1)).await;
    let orphaned = Some(OrphanedKeys { old: "portal.example".to_owned(), keys: 2 });
    assert_eq!(kit.store.check_rp_id("new.example").await.unwrap(), orphaned);
}
