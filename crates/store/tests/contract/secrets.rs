//! What a thief of the database finds (requirements LO-03 and SE-01).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credentials::security_key::testing::U2fKey;
use store::testing::{dump, is_sqlite};
use store::{LinkDelivery, LinkKind, LinkOrder};
use zeroize::Zeroizing;

use crate::kinds::NUMBER;
use crate::kit::Kit;
use crate::walk::PASSWORD;

const LINK: &str = "https://portal.example/reset/canary-of-a-link";

pub async fn lo_03_se_01_no_secret_in_the_database(kit: &Kit) {
    let (person, first) = kit.enrolled("canary").await;
    let second = kit.log_in(&person).await;
    // Somebody is in the middle of the wizard: secret and code are in the journey's row.
    let wizard = kit.person("wizard").await;
    let journey = kit.arrive(&wizard, Some(&wizard.grant)).await;
    let pending = kit.choose_app(&journey).await;
    let proven = kit.prove_app(&journey).await;
    kit.commit(&proven).await.unwrap();
    let shown = kit.type_back(&journey).await.2;
    let (reset, order) = kit.order();
    let order = LinkOrder { delivery: LinkDelivery::Mail(Zeroizing::new(LINK.to_owned())), ..order };
    kit.store.issue_link(person.account, LinkKind::HelpDesk, &order, &kit.operator()).await.unwrap();

    let mut canaries = vec![PASSWORD.to_owned(), LINK.to_owned(), "31612345678".to_owned()];
    for token in [&first, &second, &person.grant, &wizard.grant, &journey, &reset] {
        canaries.push(token.expose().to_string());
    }
    for secret in [person.secret.as_ref().unwrap(), &pending] {
        canaries.push(secret.to_base32().to_string());
    }
    for code in [person.code.as_ref().unwrap(), &shown] {
        canaries.extend([code.groups().concat(), code.groups().join(" "), code.groups().join("-")]);
    }
    let text = dump(&kit.store).await.unwrap();
    assert!(text.contains("canary@example.org"), "the dump shows what is there");
    for canary in &canaries {
        assert!(!text.contains(canary.as_str()), "{canary} is in the database");
    }
    if is_sqlite(&kit.store) {
        files_hold_none(kit, &canaries);
    }
}

/// The bytes of the files, also those of rows that were changed since.
fn files_hold_none(kit: &Kit, canaries: &[String]) {
    let file = kit.url.trim_start_matches("sqlite://");
    for suffix in ["", "-wal"] {
        let bytes = std::fs::read(format!("{file}{suffix}")).unwrap();
        for canary in canaries {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} is in the file{suffix}");
        }
    }
}

/// As the dump writes bytes.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// SM-08, and what an attacker could put his own in the place of: numbers and codes while they are set up, on their way and
/// used, and keys. A key's id stands there as a hash only.
pub async fn sm_08_no_number_code_or_public_key_in_the_database(kit: &Kit) {
    let person = kit.with_number("number").await;
    let mut key = U2fKey::from_seed(3);
    let holder = kit.with_key("key", &key).await;
    // One code at S2 and one at S5 wait in the outbox and in their journeys.
    let (login, wizard) = (kit.at_s2(&person).await, kit.person("wizard").await);
    let factor = kit.store.load_phones(person.account).await.unwrap()[0].factor;
    let (sent, at_login) = kit.send(&login, factor, None).await;
    kit.commit(&sent).await.unwrap();
    let token = kit.at_s5(&wizard).await;
    let (sent, at_setup) = kit.set_up_number(&token).await;
    kit.commit(&sent).await.unwrap();
    // A challenge waits in a third one.
    let touched = kit.at_s2(&holder).await;
    let options = key.prepare_registration(r#"{"rp":{"id":"portal.example"},"challenge":""}"#, "");
    kit.answer_key(&holder, &touched, &mut key, 1).await;

    let mut canaries = vec![NUMBER[1..].to_owned(), NUMBER[3..].to_owned()];
    canaries.extend([at_login, at_setup].map(|code| code.digits().to_string()));
    // Of the COSE key the first coordinate: ten bytes come before it (RFC 9053 section 7.1.1).
    for bytes in [key.credential_id(), &options.public_key[10..42]] {
        canaries.push(URL_SAFE_NO_PAD.encode(bytes));
        canaries.push(hexadecimal(bytes));
    }
    let text = dump(&kit.store).await.unwrap();
    assert!(text.contains("recipient=***21") && text.contains("label=Thuis"), "the dump shows what is there");
    for canary in &canaries {
        assert!(!text.contains(canary.as_str()), "{canary} is in the database");
    }
    if is_sqlite(&kit.store) {
        // Six digits come about by chance in the bytes of a whole file.
        let long: Vec<String> = canaries.into_iter().filter(|canary| canary.len() > 6).collect();
        files_hold_none(kit, &long);
    }
}
