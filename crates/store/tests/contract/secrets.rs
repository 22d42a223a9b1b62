//! What a thief of the database finds (requirements LO-03 and SE-01).

use store::testing::{dump, is_sqlite};
use store::{LinkKind, LinkOrder};
use zeroize::Zeroizing;

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
    let order = LinkOrder { mail: Some(Zeroizing::new(LINK.to_owned())), ..order };
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
