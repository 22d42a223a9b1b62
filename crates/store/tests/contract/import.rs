//! People who come from another system: whole or not at all, with the password that they had and never another one.

use credentials::grant::GrantKind;
use credentials::hashing::ForeignHash;
use credentials::ids::{AccountId, JourneyId};
use credentials::password::Password;
use jiff::SignedDuration;
use journey::{AccountStatus, Event, Journey, NoticeKind, Role, State, Target, Username, step};
use store::testing::{dump, fail_after};
use store::{
    AccountChange, ImportLink, ImportedAccount, ImportedChange, LinkDelivery, LinkKind, LinkOrder, LinkState,
    StoreError,
};
use zeroize::Zeroizing;

use crate::kit::Kit;
use crate::walk::{PASSWORD, new_account};

/// [`PASSWORD`] as an LDAP server keeps it; made with hashlib of Python 3.11.
const HASH: &str = "{SSHA}B6+GeHNsua45jmJHpZJVfW7wO5kBAgMEBQYHCA==";

fn hash() -> ForeignHash {
    ForeignHash::parse(HASH).unwrap()
}

fn imported(name: &str) -> ImportedAccount {
    ImportedAccount { new: new_account(name), disabled: false, password: None, new_password: false, link: None }
}

impl Kit {
    fn import_link(&self, kind: LinkKind) -> (credentials::token::SecretToken, ImportLink) {
        let (token, seed) = self.grant_seed();
        let address = Zeroizing::new("https://portal.example/link".to_owned());
        let order = LinkOrder::at_once(seed, self.now() + SignedDuration::from_hours(24), LinkDelivery::Mail(address));
        (token, ImportLink { kind, order, send_at: None })
    }

    /// Whether the password opens the account at S1, and whether it is still the one from elsewhere.
    async fn opens(&self, name: &str, typed: &str) -> (bool, bool) {
        let row = self.store.load_login(&Username::parse(name).unwrap()).await.unwrap().unwrap();
        let (sealed, typed) = (row.password.unwrap(), Password::parse_attempt(typed).unwrap());
        let journey = JourneyId::generate(self.now(), self.rng.as_ref());
        let verified = self.hasher.verify_password(&sealed, &typed, &self.keyring, journey, self.now()).unwrap();
        (verified.is_some(), self.hasher.needs_rehash(&sealed, &self.keyring).unwrap())
    }
}

/// J6: with a password from elsewhere the wizard wants the link besides; the link sets no password.
pub async fn j6_an_imported_password_needs_a_link_for_the_wizard(kit: &Kit) {
    let (token, link) = kit.import_link(LinkKind::SetUp);
    let wanted = ImportedAccount { password: Some(hash()), link: Some(link), ..imported("comes") };
    let account = kit.store.import_account(&wanted, &kit.operator()).await.unwrap();
    assert!(!dump(&kit.store).await.unwrap().contains("SSHA"), "D2: sealed like our own");
    assert_eq!(kit.opens("comes", PASSWORD).await, (true, true));
    assert_eq!(kit.opens("comes", "another password").await, (false, true));
    assert_eq!(kit.told_by_mail().await, [(NoticeKind::SetUpLink, "comes@example.org".to_owned())]);

    let arrive = async |grant: Option<&credentials::token::SecretToken>| {
        let row = kit.store.load_login(&Username::parse("comes").unwrap()).await.unwrap().unwrap();
        let before = Journey::begin(JourneyId::generate(kit.now(), kit.rng.as_ref()), kit.now());
        let typed = Password::parse_attempt(PASSWORD).unwrap();
        let sealed = row.password.unwrap();
        let witness = kit.hasher.verify_password(&sealed, &typed, &kit.keyring, before.id, kit.now()).unwrap().unwrap();
        let grant = match grant {
            Some(token) => kit.present(token).await,
            None => None,
        };
        let (facts, seed) = (row.facts, kit.grant_seed().1);
        let event = Event::PasswordProven { witness, facts, grant, seed, tries: Vec::new(), target: Target::Account };
        step(&before, event, &kit.policy, kit.now()).unwrap().journey.state
    };
    assert!(matches!(arrive(None).await, State::NoGrant(..)), "D5: the password alone opens no wizard");
    assert!(matches!(arrive(Some(&token)).await, State::EnrolIntroduction(..)));
    let LinkState::Live(live) = kit.store.find_link(&token.hash(), kit.now()).await.unwrap() else { panic!("dead") };
    assert_eq!((live.row.kind, live.password_set, live.row.account), (GrantKind::HelpDesk, true, account));

    // PW-07: the first login makes it ours.
    let row = kit.store.load_login(&Username::parse("comes").unwrap()).await.unwrap().unwrap().password.unwrap();
    let typed = Password::parse_attempt(PASSWORD).unwrap();
    let fresh = kit.hasher.hash_password(&typed, account, &kit.keyring, kit.rng.as_ref());
    assert!(kit.store.rehash_password(&row, &fresh, kit.now()).await.unwrap());
    assert_eq!(kit.opens("comes", PASSWORD).await, (true, false));
}

pub async fn an_import_makes_an_account_whole_or_not_at_all(kit: &Kit) {
    let before = dump(&kit.store).await.unwrap();
    let (_, link) = kit.import_link(LinkKind::SetUp);
    let wanted = ImportedAccount { password: Some(hash()), new_password: true, link: Some(link), ..imported("whole") };
    for statements in 0.. {
        fail_after(&kit.store, Some(statements));
        let ended = kit.store.import_account(&wanted, &kit.operator()).await;
        fail_after(&kit.store, None);
        match ended {
            Err(StoreError::Injected) => assert!(before == dump(&kit.store).await.unwrap(), "after {statements}"),
            ended => {
                assert!(ended.is_ok() && statements >= 8, "{ended:?} after {statements}");
                break;
            }
        }
    }
    let name = Username::parse("whole").unwrap();
    assert!(kit.store.load_login(&name).await.unwrap().unwrap().facts.must_change_password);
    let again = kit.store.import_account(&wanted, &kit.operator()).await;
    assert!(matches!(again, Err(StoreError::UsernameTaken)));

    let (_, link) = kit.import_link(LinkKind::Activation);
    let closed = ImportedAccount { disabled: true, link: Some(link), ..imported("closed") };
    let id = kit.store.import_account(&closed, &kit.operator()).await.unwrap();
    assert_eq!(kit.store.account(id).await.unwrap().unwrap().status, AccountStatus::Disabled);
    assert!(kit.store.pending_link(id, kit.now()).await.unwrap().is_none(), "somebody who is closed gets nothing");
}

pub async fn an_import_never_changes_a_password_or_a_factor(kit: &Kit) {
    let (person, session) = kit.enrolled("stays").await;
    kit.told_by_mail().await;
    let change = AccountChange { mail: Some(Some("new@example.org".to_owned())), ..AccountChange::default() };
    let wanted = ImportedChange { change: Some(change), password: Some(hash()), new_password: true, link: None };
    assert!(kit.store.import_change(person.account, &wanted, &kit.operator()).await.unwrap());
    assert_eq!(kit.opens("stays", PASSWORD).await, (true, false), "the password is the owner's own");
    let facts = kit.store.facts(person.account).await.unwrap().unwrap();
    assert_eq!((facts.must_change_password, facts.factors.len()), (false, 1));
    assert!(kit.store.load_session(&session.hash(), kit.now(), &kit.sessions).await.unwrap().is_some());
    // J9: told at the old address and at the new one.
    let told = kit.told_by_mail().await;
    for address in ["stays@example.org", "new@example.org", "stays@home.example"] {
        assert!(told.contains(&(NoticeKind::AddressChanged, address.to_owned())), "{told:?}");
    }
    assert!(!kit.store.import_change(AccountId::NOBODY, &wanted, &kit.operator()).await.unwrap());
    let nothing = ImportedChange::default();
    assert!(!kit.store.import_change(AccountId::NOBODY, &nothing, &kit.operator()).await.unwrap());
}

/// Somebody who was invited and never came brings the password from elsewhere: the link that was to set one is dead.
pub async fn j6b_an_imported_password_kills_the_activation_link(kit: &Kit) {
    let (account, activation) = kit.invite("late").await;
    let name = Username::parse("late").unwrap();
    let state = kit.store.import_state(&name, &kit.operator()).await.unwrap().unwrap();
    assert_eq!((state.password_set, state.ever_enrolled, state.under_way), (false, false, true));
    let (token, link) = kit.import_link(LinkKind::SetUp);
    let wanted = ImportedChange { password: Some(hash()), link: Some(link), ..ImportedChange::default() };
    assert!(kit.store.import_change(account, &wanted, &kit.operator()).await.unwrap());
    assert!(matches!(kit.store.find_link(&activation.hash(), kit.now()).await.unwrap(), LinkState::Dead));
    assert!(matches!(kit.store.find_link(&token.hash(), kit.now()).await.unwrap(), LinkState::Live(_)));
    assert_eq!(kit.opens("late", PASSWORD).await, (true, true));
    let state = kit.store.import_state(&name, &kit.operator()).await.unwrap().unwrap();
    assert_eq!((state.password_set, state.under_way, state.account.role), (true, true, Role::User));
    assert!(kit.told_by_mail().await.iter().any(|(kind, _)| *kind == NoticeKind::PasswordSet));
}

/// Many links go out one after the other, and what somebody asks for in between goes first.
pub async fn fp_06_mails_of_an_import_wait_for_their_turn(kit: &Kit) {
    for (place, name) in ["one", "two", "three"].into_iter().enumerate() {
        let (_, link) = kit.import_link(LinkKind::Activation);
        let send_at = kit.now() + SignedDuration::from_mins(10) * i32::try_from(place).unwrap();
        let wanted = ImportedAccount { link: Some(ImportLink { send_at: Some(send_at), ..link }), ..imported(name) };
        kit.store.import_account(&wanted, &kit.operator()).await.unwrap();
    }
    let to = async || kit.told_by_mail().await.into_iter().map(|(_, to)| to).collect::<Vec<_>>();
    assert_eq!(to().await, ["one@example.org"]);
    kit.wait(SignedDuration::from_mins(10));
    assert_eq!(to().await, ["two@example.org"]);
    kit.wait(SignedDuration::from_mins(10));
    assert_eq!(to().await, ["three@example.org"]);
}

/// Who can get in, with what, page by page.
pub async fn the_access_report_says_who_gets_in(kit: &Kit) {
    kit.enrolled("b.enrolled").await;
    kit.invite("c.invited").await;
    kit.person("d.password").await;
    let (closed, _) = kit.enrolled("e.closed").await;
    kit.store.set_status(closed.account, AccountStatus::Disabled, "left", &kit.operator()).await.unwrap();
    let (gone, _) = kit.enrolled("f.gone").await;
    kit.store.order_erasure(gone.account, kit.now(), &kit.operator()).await.unwrap();
    assert!(kit.store.erase_account(gone.account, &kit.operator()).await.unwrap());

    let first = kit.store.access_report("", 3).await.unwrap();
    let second = kit.store.access_report(first[2].username.as_str(), 3).await.unwrap();
    let seen: Vec<(&str, bool, bool, usize)> = first
        .iter()
        .chain(&second)
        .map(|line| (line.username.as_str(), line.can_get_in(), line.has_password, line.factors.len()))
        .collect();
    assert_eq!(
        seen,
        [
            ("b.enrolled", true, true, 1),
            ("c.invited", false, false, 0),
            ("d.password", false, true, 0),
            ("e.closed", false, true, 1)
        ]
    );
    assert!(first[0].last_login_at.is_some() && first[0].code.is_some());
    assert_eq!((first[1].last_login_at, first[1].last_used_at(), first[1].code), (None, None, None));
    assert_eq!(first[0].groups, ["hr", "a,b"]);
}
