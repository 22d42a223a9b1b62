//! `/help/search`: finds a word, shows what was asked as text only, and keeps it nowhere.

use http::StatusCode;
use testkit::Portal;

use crate::help::links;

#[tokio::test]
async fn a_word_leads_to_the_place_where_it_stands() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/help").await;
    let page = browser.open("/help/search?q=Lampje+KNIPPERT").await.clone();
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "Zoeken in de hulp"));
    assert_eq!(page.value("q").as_deref(), Some("Lampje KNIPPERT"));
    assert!(page.body.contains("<mark>lampje</mark>"), "the word is marked");
    let place = links(&page).into_iter().find(|link| link.starts_with("/help/security-key#")).unwrap();
    let (path, id) = place.split_once('#').unwrap();
    assert!(browser.open(path).await.by_id(id).is_some(), "{place} exists");
}

#[tokio::test]
async fn the_field_stands_on_the_index_and_needs_no_script() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    let page = browser.open("/help").await;
    assert!(page.body.contains("method=\"get\" action=\"/help/search\" role=\"search\""));
    assert!(page.body.contains("maxlength=\"100\""));
}

#[tokio::test]
async fn nothing_found_says_what_to_do() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    let page = browser.open("/help/search?q=olifant").await;
    assert!(page.text().contains("Wij vonden niets voor „olifant”") && page.text().contains("030 123 45 67"));
    assert!(links(page).contains(&"/help/index#topics".to_owned()));
    for empty in ["/help/search", "/help/search?q=", "/help/search?q=++", "/help/search?q=%ff", "/help/search?q=a&q=b"]
    {
        let page = browser.open(empty).await;
        assert_eq!(page.status, StatusCode::OK, "{empty}");
        assert!(page.text().contains("Typ een of twee woorden"), "{empty}");
    }
}

#[tokio::test]
async fn we_03_what_was_asked_is_shown_as_text_and_is_bounded() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/help").await;
    for (asked, never) in [
        ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", "<script>alert"),
        ("sms%22%20autofocus%20x%3D%22", "\" autofocus"),
        ("x%0D%0ASet-Cookie:%20a%3Db", "\r\n"),
    ] {
        let page = browser.open(&format!("/help/search?q={asked}")).await;
        assert_eq!(page.status, StatusCode::OK, "{asked}");
        assert!(!page.body.contains(never), "{asked} came back as {never}");
        assert_eq!(page.header("set-cookie"), "", "{asked}");
    }
    let long = browser.open(&format!("/help/search?q={}", "q".repeat(5_000))).await;
    assert!(!long.body.contains(&"q".repeat(101)), "a question of any length comes back");
}

#[tokio::test]
async fn lo_03_what_was_asked_is_written_nowhere() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/help/search?q=geheimvraag").await;
    assert!(!portal.log.text().contains("geheimvraag"), "{}", portal.log.text());
    assert!(!portal.dump().await.contains("geheimvraag"));
}
