//! Help texts of the operator: they replace ours, add topics, and bring pictures; they bring no markup.

use http::StatusCode;
use testkit::Portal;
use web::help::{HelpFile, Library};

use crate::help::links;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\xc8";

fn file(path: &str, bytes: impl AsRef<[u8]>) -> HelpFile {
    HelpFile { path: path.to_owned(), bytes: bytes.as_ref().to_vec() }
}

async fn portal() -> Portal {
    let files = vec![
        file("nl/reset.md", "# Opnieuw beginnen bij ons\n\nBel {organisation}. <script>alert(1)</script>\n"),
        file(
            "nl/parking.md",
            "# Parkeren\n\nAchter het gebouw, zie de plattegrond.\n\n![De plattegrond van het terrein.](map.png)\n",
        ),
        file("nl/map.png", PNG),
    ];
    Portal::start().await.with_help(Library::with(files).unwrap())
}

#[tokio::test]
async fn a_text_of_theirs_stands_instead_of_ours_in_its_language_only() {
    let portal = portal().await;
    let mut browser = portal.browser();
    let page = browser.open("/help/reset").await;
    assert_eq!(page.heading(), "Opnieuw beginnen bij ons");
    assert!(page.text().contains("Bel Voorbeeld Verzuim.") && !page.body.contains("<script>alert"));
    browser.languages = "en";
    assert_eq!(browser.open("/help/reset").await.heading(), "Set up two-factor authentication again");
}

#[tokio::test]
async fn a_new_topic_is_in_the_index_on_the_page_of_all_and_in_the_search() {
    let portal = portal().await;
    let mut browser = portal.browser();
    assert!(links(browser.open("/help").await).contains(&"/help/parking".to_owned()));
    assert!(browser.open("/help/all").await.by_id("parking").is_some());
    assert!(browser.open("/help/search?q=plattegrond").await.body.contains("href=\"/help/parking\""));
    // Who reads English sees it too, and the screen reader is told which language it is.
    browser.languages = "en";
    let page = browser.open("/help/parking").await;
    assert!(page.body.contains("<article class=\"prose\" lang=\"nl\">"), "{}", page.body);
}

#[tokio::test]
async fn a_picture_of_theirs_is_served_under_its_fingerprint() {
    let portal = portal().await;
    let mut browser = portal.browser();
    let page = browser.open("/help/parking").await;
    let document = page.document();
    let address = document.named("img")[0].attribute("src").unwrap().to_owned();
    assert!(address.starts_with("/assets/help-map-"), "{address}");
    let served = browser.open(&address).await;
    assert_eq!((served.status, served.header("content-type")), (StatusCode::OK, "image/png"));
    assert_eq!(served.header("x-content-type-options"), "nosniff");
    assert_eq!(browser.open("/assets/map.png").await.status, StatusCode::NOT_FOUND);
}
