//! SE-01, FP-02: bearer secrets, ids and drawing of numbers; grants that are opened by such a secret.

use credentials::grant::{GrantKind, GrantRow, verify_grant};
use credentials::ids::{AccountId, GrantId};
use credentials::rng::uniform_below;
use credentials::token::{SecretToken, TokenHash};
use rstest::rstest;

use crate::support::{SeededRng, account, at};

#[test]
fn se_01_token_is_256_bits_in_43_characters_and_only_its_hash_is_kept() {
    let rng = SeededRng::new(1);
    let token = SecretToken::generate(&rng);
    let text = token.expose();
    assert_eq!(text.len(), 43);
    let read = SecretToken::parse(&text).unwrap();
    assert!(token.hash().matches(&read));
    assert!(TokenHash::from_bytes(*token.hash().as_bytes()).matches(&read));
    assert!(!token.hash().matches(&SecretToken::generate(&rng)));
    assert!(!format!("{token:?}").contains(&text[..8]));
}

#[test]
fn se_01_hash_is_sha_256_of_the_32_bytes() {
    let zeros = SecretToken::parse(&"A".repeat(43)).unwrap();
    let expected = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
    assert_eq!(data_encoding::HEXLOWER.encode(zeros.hash().as_bytes()), expected);
}

#[rstest]
#[case("")]
#[case("AAAA")]
#[case("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
#[case("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
#[case("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
#[case("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
fn half_or_foreign_tokens_are_refused(#[case] text: &str) {
    assert!(SecretToken::parse(text).is_none());
}

#[test]
fn ids_sort_by_time_and_differ() {
    let rng = SeededRng::new(2);
    let early = AccountId::generate(at(1_000), &rng);
    let late = AccountId::generate(at(1_001), &rng);
    assert!(early < late);
    assert_eq!(early.as_uuid().get_version_num(), 7);
    assert_ne!(AccountId::generate(at(1_000), &rng), early);
    assert_eq!(serde_json::to_string(&early).unwrap(), format!("\"{early}\""));
}

#[test]
fn numbers_are_drawn_evenly() {
    let rng = SeededRng::new(3);
    let mut counts = [0_u32; 10];
    for _ in 0..100_000 {
        counts[uniform_below(&rng, 10) as usize] += 1;
    }
    assert!(counts.iter().all(|count| (9_500..10_500).contains(count)), "{counts:?}");
    assert_eq!(uniform_below(&rng, 1), 0);
    // Three quarters of 2^32: without rejection the lower third would come up twice as often.
    let n = 3 << 30;
    let low = (0..30_000).filter(|_| uniform_below(&rng, n) < n / 3).count();
    assert!((9_500..10_500).contains(&low), "{low}");
}

fn grant(token: &SecretToken) -> GrantRow {
    let id = GrantId::generate(at(0), &SeededRng::new(4));
    GrantRow {
        id,
        account: account(1),
        kind: GrantKind::Activation,
        token: token.hash(),
        not_before: None,
        expires_at: at(100),
        pin: None,
    }
}

#[test]
fn j6_grant_counts_for_its_token_until_it_expires() {
    let rng = SeededRng::new(5);
    let token = SecretToken::generate(&rng);
    let row = grant(&token);
    let witness = verify_grant(&row, &token, at(99)).unwrap();
    assert_eq!((witness.account(), witness.grant(), witness.kind()), (row.account, row.id, row.kind));
    assert_eq!((witness.expires_at(), witness.at()), (at(100), at(99)));
    assert_eq!(verify_grant(&row, &token, at(100)), None);
    assert_eq!(verify_grant(&row, &SecretToken::generate(&rng), at(99)), None);
}

#[test]
fn grant_kinds_read_back() {
    for kind in [GrantKind::RecoveryCode, GrantKind::Activation, GrantKind::HelpDesk, GrantKind::FirstLogin] {
        assert_eq!(GrantKind::parse(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    assert_eq!(GrantKind::parse("password"), None);
}
