//! WA-13: input that no browser sends is refused at once, and nothing panics.

use credentials::security_key::KeyRefusal;
use credentials::security_key::testing::{Statement, U2fKey, cbor};
use rstest::rstest;
use serde_json::{Value, json};

use super::{ORIGIN, Portal, bytes_of, change_bytes};

struct Enrolment {
    portal: Portal,
    key: U2fKey,
    pending: credentials::security_key::PendingKey,
}

impl Enrolment {
    fn begin() -> Self {
        let portal = Portal::new();
        let pending = portal.begin_enrolment(&[]);
        Self { portal, key: U2fKey::from_seed(1), pending }
    }

    fn answer(&self) -> String {
        let mut answer = self.key.prepare_registration(self.pending.options(), ORIGIN);
        answer.statement = Statement::FidoU2f(vec![self.key.attestation_certificate()]);
        answer.sign(&self.key)
    }

    fn refusal(&self, response: &str) -> Option<KeyRefusal> {
        self.portal.prove(&self.pending, response).err()
    }
}

#[test]
fn wa_13_an_attestation_object_cut_anywhere_is_malformed() {
    let enrolment = Enrolment::begin();
    let answer = enrolment.answer();
    let json: Value = serde_json::from_str(&answer).unwrap();
    let whole = bytes_of(&json["response"]["attestationObject"]).len();
    assert!(whole > 500, "{whole} bytes");
    for length in 0..whole {
        let cut = change_bytes(&answer, "attestationObject", |bytes| bytes.truncate(length));
        assert_eq!(enrolment.refusal(&cut), Some(KeyRefusal::Malformed), "cut to {length} of {whole} bytes");
    }
    assert_eq!(enrolment.refusal(&answer), None);
}

#[test]
fn wa_13_padding_is_malformed() {
    let enrolment = Enrolment::begin();
    for padding in [1, 2, 100, 10_000] {
        let padded = change_bytes(&enrolment.answer(), "attestationObject", |bytes| bytes.extend(vec![0; padding]));
        assert_eq!(enrolment.refusal(&padded), Some(KeyRefusal::Malformed), "{padding} bytes");
    }
}

#[rstest]
#[case::arrays(vec![0x81; 1000])]
#[case::maps([0xa1, 0x00].repeat(1000))]
#[case::keys_of_maps(vec![0xa1; 1000])]
#[case::indefinite(vec![0x9f; 1000])]
#[case::tags(vec![0xc1; 1000])]
#[case::claims_much(vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])]
fn wa_13_deep_and_boastful_cbor_is_malformed(#[case] nested: Vec<u8>) {
    let enrolment = Enrolment::begin();
    let refusal = |bytes: Vec<u8>| {
        let answer = change_bytes(&enrolment.answer(), "attestationObject", |object| *object = bytes);
        enrolment.refusal(&answer)
    };
    assert_eq!(refusal(nested.clone()), Some(KeyRefusal::Malformed), "alone");
    let mut answer = enrolment.key.prepare_registration(enrolment.pending.options(), ORIGIN);
    answer.statement = Statement::Raw("packed".to_owned(), nested.clone());
    assert_eq!(enrolment.refusal(&answer.sign(&enrolment.key)), Some(KeyRefusal::Malformed), "as statement");
    answer.statement = Statement::None;
    answer.public_key.clone_from(&nested);
    assert_eq!(enrolment.refusal(&answer.sign(&enrolment.key)), Some(KeyRefusal::Malformed), "as public key");
    let mut answer = enrolment.key.prepare_registration(enrolment.pending.options(), ORIGIN);
    answer.auth_data.flags |= 0x80;
    answer.auth_data.tail = nested;
    assert_eq!(enrolment.refusal(&answer.sign(&enrolment.key)), Some(KeyRefusal::Malformed), "as extensions");
}

/// One level inside the bounds, in every place: refused for what it is, or read over.
#[test]
fn wa_13_many_items_are_malformed() {
    let enrolment = Enrolment::begin();
    let mut answer = enrolment.key.prepare_registration(enrolment.pending.options(), ORIGIN);
    let many = |n| cbor::map(&[(cbor::text("many"), cbor::array(&vec![cbor::integer(1); n]))]);
    answer.statement = Statement::Raw("tpm".to_owned(), many(200));
    assert_eq!(enrolment.refusal(&answer.sign(&enrolment.key)), None);
    answer.statement = Statement::Raw("tpm".to_owned(), many(300));
    assert_eq!(enrolment.refusal(&answer.sign(&enrolment.key)), Some(KeyRefusal::Malformed));
}

#[test]
fn wa_13_sixty_four_kibibytes_are_the_limit() {
    let enrolment = Enrolment::begin();
    let padded_to = |size: usize| {
        let mut answer: Value = serde_json::from_str(&enrolment.answer()).unwrap();
        answer["padding"] = json!("");
        let missing = size - answer.to_string().len();
        answer["padding"] = json!("a".repeat(missing));
        let text = answer.to_string();
        assert_eq!(text.len(), size);
        text
    };
    assert_eq!(enrolment.refusal(&padded_to(64 * 1024)), None);
    assert_eq!(enrolment.refusal(&padded_to(64 * 1024 + 1)), Some(KeyRefusal::Malformed));
    assert_eq!(enrolment.refusal(&padded_to(1024 * 1024)), Some(KeyRefusal::Malformed));
}

#[rstest]
#[case("")]
#[case("null")]
#[case("[]")]
#[case("{}")]
#[case("\u{feff}{}")]
#[case("{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\"}")]
#[case("{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{}}")]
#[case("{\"id\":\"AA==\",\"rawId\":\"AA==\",\"type\":\"public-key\",\"response\":{}}")]
fn wa_13_json_that_is_no_answer(#[case] text: &str) {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    assert_eq!(Enrolment::begin().refusal(text), Some(KeyRefusal::Malformed));
    let held = [portal.enrol(&key, 3)];
    let challenge = portal.begin_assertion(&held);
    assert_eq!(portal.verify(&challenge, &held, text), Err(KeyRefusal::Malformed));
}

#[test]
fn wa_13_deep_json_is_malformed() {
    let enrolment = Enrolment::begin();
    let around = |open: &str, close: &str, depth: usize| {
        let answer = enrolment.answer();
        let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        format!("{},\"deep\":{nested}}}", &answer[..answer.len() - 1])
    };
    assert_eq!(enrolment.refusal(&around("[", "]", 15)), None);
    for depth in [16, 127, 1000, 20_000] {
        assert_eq!(enrolment.refusal(&around("[", "]", depth)), Some(KeyRefusal::Malformed), "depth {depth}");
    }
    assert_eq!(enrolment.refusal(&around("{\"a\":", "}", 1000)), Some(KeyRefusal::Malformed));
    // Brackets inside a text are no depth, whatever stands escaped beside them.
    let text =
        format!("{},\"deep\":\"\\\\\\\"{}\"}}", &enrolment.answer()[..enrolment.answer().len() - 1], "[".repeat(50));
    assert_eq!(enrolment.refusal(&text), None);
    let client = |depth: usize| {
        let mut answer = enrolment.key.prepare_registration(enrolment.pending.options(), ORIGIN);
        answer.client_data["deep"] = (0..depth).fold(json!(1), |inner, _| json!([inner]));
        enrolment.refusal(&answer.sign(&enrolment.key))
    };
    assert_eq!(client(15), None);
    assert_eq!(client(16), Some(KeyRefusal::Malformed));
}

#[test]
fn wa_13_a_member_twice_is_malformed() {
    let enrolment = Enrolment::begin();
    let twice = enrolment.answer().replacen("{\"", "{\"type\":\"public-key\",\"", 1);
    assert_eq!(enrolment.refusal(&twice), Some(KeyRefusal::Malformed));
    let twice = change_bytes(&enrolment.answer(), "clientDataJSON", |bytes| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        *bytes = text.replacen('{', "{\"origin\":\"https://evil.example\",", 1).into_bytes();
    });
    assert_eq!(enrolment.refusal(&twice), Some(KeyRefusal::Malformed));
}
