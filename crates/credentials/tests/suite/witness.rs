//! Witnesses: joining them, and sealing them to one journey of one account.

use credentials::grant::{GrantKind, GrantRow, verify_grant};
use credentials::ids::{FactorId, GrantId};
use credentials::keyring::SealError;
use credentials::token::SecretToken;
use credentials::totp::{PendingTotp, TotpSecret, prove_pending_totp};
use credentials::witness::{FactorVerified, FullyAuthenticated, GrantPresented, JoinRefused, Witnesses, seal, unseal};
use rstest::rstest;
use uuid::Uuid;

use crate::first_proof::{code_of, link_of, stepped_up};
use crate::support::{House, account, at, journey};

fn factor_of(house: &House, owner: u128, walk: u128) -> FactorVerified {
    let factor = FactorId::from_uuid(Uuid::from_u128(7));
    let pending = PendingTotp { factor, secret: TotpSecret::generate(&house.rng) };
    let password = house.password_of(account(owner), journey(walk), at(10));
    let code = pending.secret.code_at(at(20));
    prove_pending_totp(&pending, &password, &code, &house.keyring, at(20), &house.rng).unwrap().witness
}

fn grant_of(house: &House, owner: u128) -> GrantPresented {
    let token = SecretToken::generate(&house.rng);
    let row = GrantRow {
        id: GrantId::from_uuid(Uuid::from_u128(3)),
        account: account(owner),
        kind: GrantKind::HelpDesk,
        token: token.hash(),
        not_before: None,
        expires_at: at(100),
        pin: None,
    };
    verify_grant(&row, &token, at(5)).unwrap()
}

#[test]
fn j1_password_and_factor_of_one_account_in_one_journey_join() {
    let house = House::new(1);
    let password = house.password_of(account(1), journey(1), at(10));
    let full = FullyAuthenticated::join(password, factor_of(&house, 1, 1)).unwrap();
    assert_eq!((full.account(), full.journey()), (account(1), journey(1)));
    assert_eq!((full.password_at(), full.factor_at()), (at(10), at(20)));
    assert_eq!(full.factor(), FactorId::from_uuid(Uuid::from_u128(7)));
}

#[rstest]
#[case(2, 1, JoinRefused::TwoAccounts)]
#[case(1, 2, JoinRefused::TwoJourneys)]
fn j1_others_do_not_join(#[case] owner: u128, #[case] walk: u128, #[case] expected: JoinRefused) {
    let house = House::new(2);
    let password = house.password_of(account(1), journey(1), at(10));
    assert_eq!(FullyAuthenticated::join(password, factor_of(&house, owner, walk)), Err(expected));
}

fn all(house: &House) -> Witnesses {
    Witnesses {
        first: Some(house.password_of(account(1), journey(1), at(10)).into()),
        factor: Some(factor_of(house, 1, 1)),
        grant: Some(grant_of(house, 1)),
        code: Some(code_of(house, 1, 1)),
    }
}

#[test]
fn sealed_witnesses_and_state_come_back_whole() {
    let house = House::new(3);
    let link = Witnesses { first: Some(link_of(&house, 1, 1).into()), ..Witnesses::default() };
    let session = Witnesses { first: Some(stepped_up(1, 1).into()), ..Witnesses::default() };
    for witnesses in [all(&house), link, session, Witnesses::default()] {
        for body in [b"".as_slice(), b"{\"state\":\"AwaitingFactor\"}", &[0xff; 4000]] {
            let sealed = seal(&house.keyring, journey(1), account(1), &witnesses, body, &house.rng);
            let (read, state) = unseal(&house.keyring, journey(1), account(1), &sealed).unwrap();
            assert_eq!((&read, state.as_slice()), (&witnesses, body));
        }
    }
}

#[test]
fn sealed_state_opens_for_its_own_journey_and_account_only() {
    let house = House::new(4);
    let sealed = seal(&house.keyring, journey(1), account(1), &all(&house), b"state", &house.rng);
    assert_eq!(unseal(&house.keyring, journey(2), account(1), &sealed), Err(SealError::Forged));
    assert_eq!(unseal(&house.keyring, journey(1), account(2), &sealed), Err(SealError::Forged));
    // With no witness inside that could give it away, the binding alone must hold.
    let bare = seal(&house.keyring, journey(1), account(1), &Witnesses::default(), b"state", &house.rng);
    assert_eq!(unseal(&house.keyring, journey(2), account(1), &bare), Err(SealError::Forged));
    assert_eq!(unseal(&house.keyring, journey(1), account(2), &bare), Err(SealError::Forged));
    let foreign = House::new(5).keyring;
    assert!(matches!(unseal(&foreign, journey(1), account(1), &sealed), Err(SealError::UnknownKey { .. })));
}

/// A bug that puts a witness of one walk into the state of another must not survive the next load.
#[test]
fn witnesses_of_others_inside_do_not_come_back() {
    let house = House::new(6);
    let password = |owner, walk| Some(house.password_of(account(owner), journey(walk), at(10)).into());
    let wrong = [
        Witnesses { first: password(2, 1), ..Witnesses::default() },
        Witnesses { first: password(1, 2), ..Witnesses::default() },
        Witnesses { factor: Some(factor_of(&house, 2, 1)), ..Witnesses::default() },
        Witnesses { factor: Some(factor_of(&house, 1, 2)), ..Witnesses::default() },
        Witnesses { grant: Some(grant_of(&house, 2)), ..Witnesses::default() },
        Witnesses { first: Some(link_of(&house, 2, 1).into()), ..Witnesses::default() },
        Witnesses { first: Some(link_of(&house, 1, 2).into()), ..Witnesses::default() },
        Witnesses { first: Some(stepped_up(2, 1).into()), ..Witnesses::default() },
        Witnesses { first: Some(stepped_up(1, 2).into()), ..Witnesses::default() },
        Witnesses { code: Some(code_of(&house, 2, 1)), ..Witnesses::default() },
        Witnesses { code: Some(code_of(&house, 1, 2)), ..Witnesses::default() },
    ];
    for witnesses in wrong {
        let sealed = seal(&house.keyring, journey(1), account(1), &witnesses, b"", &house.rng);
        assert_eq!(unseal(&house.keyring, journey(1), account(1), &sealed), Err(SealError::Forged));
    }
}
