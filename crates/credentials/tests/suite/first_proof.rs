//! What a journey may begin with beside a password: a mailed link (J12) and a session that was just confirmed (J14).

use credentials::ids::{CodeId, FactorId, LinkId, SessionId};
use credentials::mailed_link::{self, LinkRow, verify_link};
use credentials::recovery_code::{RecoveryCode, RecoveryCodeFormat};
use credentials::step_up::{self, SessionRow, verify_stepped_up};
use credentials::token::SecretToken;
use credentials::witness::{FirstProof, LinkPresented, RecoveryCodeVerified, SteppedUp};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::support::{House, account, at, journey};

fn link_row(house: &House, owner: u128) -> (LinkRow, SecretToken) {
    let token = SecretToken::generate(&house.rng);
    let id = LinkId::from_uuid(Uuid::from_u128(5));
    (LinkRow { id, account: account(owner), token: token.hash(), expires_at: at(10) + mailed_link::LIFE }, token)
}

pub fn link_of(house: &House, owner: u128, walk: u128) -> LinkPresented {
    let (row, token) = link_row(house, owner);
    verify_link(&row, &token, journey(walk), at(10)).unwrap()
}

fn session_row(owner: u128) -> SessionRow {
    let session = SessionId::from_uuid(Uuid::from_u128(6));
    let factor = FactorId::from_uuid(Uuid::from_u128(7));
    SessionRow { session, account: account(owner), stepped_up: Some((at(10), factor)) }
}

pub fn stepped_up(owner: u128, walk: u128) -> SteppedUp {
    verify_stepped_up(&session_row(owner), journey(walk), at(20)).unwrap()
}

pub fn code_of(house: &House, owner: u128, walk: u128) -> RecoveryCodeVerified {
    let code = RecoveryCode::generate(RecoveryCodeFormat::Digits4x4, &house.rng);
    let id = CodeId::from_uuid(Uuid::from_u128(8));
    let row = house.hasher.hash_recovery_code(&code, id, account(owner), &house.keyring, &house.rng);
    let first = stepped_up(owner, walk);
    house.hasher.verify_recovery_code(&row, &code, &first, &house.keyring, at(30)).unwrap().unwrap()
}

#[test]
fn fp_02_a_mailed_link_counts_for_half_an_hour_and_with_its_own_token_only() {
    let house = House::new(31);
    let (row, token) = link_row(&house, 1);
    let last = row.expires_at - SignedDuration::from_secs(1);
    let link = verify_link(&row, &token, journey(1), last).unwrap();
    assert_eq!((link.account(), link.journey(), link.link(), link.at()), (account(1), journey(1), row.id, last));
    assert_eq!(verify_link(&row, &token, journey(1), row.expires_at), None);
    assert_eq!(verify_link(&row, &SecretToken::generate(&house.rng), journey(1), at(11)), None);
}

#[test]
fn j14_a_confirmation_holds_for_five_minutes() {
    let row = session_row(1);
    let second = SignedDuration::from_secs(1);
    let witness = verify_stepped_up(&row, journey(1), at(10) + step_up::LIFE - second).unwrap();
    assert_eq!((witness.session(), witness.journey(), witness.at()), (row.session, journey(1), at(10)));
    assert_eq!(verify_stepped_up(&row, journey(1), at(10) + step_up::LIFE), None);
    assert_eq!(verify_stepped_up(&row, journey(1), at(9)), None, "a clock that went back");
    let never = SessionRow { stepped_up: None, ..row };
    assert_eq!(verify_stepped_up(&never, journey(1), at(11)), None, "the login itself does not count");
}

#[test]
fn j1_only_a_password_can_become_part_of_a_session() {
    let house = House::new(32);
    let password = house.password_of(account(1), journey(1), at(10));
    assert_eq!(FirstProof::from(password.clone()).password(), Some(&password));
    assert_eq!(FirstProof::from(link_of(&house, 1, 1)).password(), None);
    assert_eq!(FirstProof::from(stepped_up(1, 1)).password(), None);
}

#[test]
fn fp_08_a_recovery_code_stands_behind_a_link_or_a_session_of_its_own_account() {
    let house = House::new(33);
    let code = RecoveryCode::generate(RecoveryCodeFormat::Digits4x4, &house.rng);
    let id = CodeId::from_uuid(Uuid::from_u128(8));
    let row = house.hasher.hash_recovery_code(&code, id, account(1), &house.keyring, &house.rng);
    let firsts: [FirstProof; 3] = [
        link_of(&house, 1, 1).into(),
        stepped_up(1, 1).into(),
        house.password_of(account(1), journey(1), at(1)).into(),
    ];
    for first in firsts {
        let proven = house.hasher.verify_recovery_code(&row, &code, &first, &house.keyring, at(30)).unwrap().unwrap();
        assert_eq!((proven.account(), proven.journey()), (account(1), journey(1)));
    }
    let of_another = link_of(&house, 2, 1);
    assert_eq!(house.hasher.verify_recovery_code(&row, &code, &of_another, &house.keyring, at(30)).unwrap(), None);
}
