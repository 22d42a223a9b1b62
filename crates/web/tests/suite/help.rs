//! `/help` and its topics: S8.

use http::StatusCode;
use testkit::Portal;

#[tokio::test]
async fn every_topic_of_the_list_exists_in_both_languages() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    for lang in ["nl", "en"] {
        browser.languages = lang;
        let page = browser.open("/help").await.clone();
        let document = page.document();
        let links = document.named("a").into_iter().filter_map(|a| a.attribute("href").map(str::to_owned));
        let topics: Vec<String> = links.filter(|href| href.starts_with("/help/")).collect();
        assert!(topics.len() >= 8, "{topics:?}");
        for topic in topics {
            let page = browser.open(&topic).await;
            assert_eq!(page.status, StatusCode::OK, "{topic}");
            assert!(!page.heading().is_empty(), "{topic}");
        }
    }
}

#[tokio::test]
async fn the_way_back_is_the_page_where_the_problem_was_and_never_another_site() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    browser.click("Ik kan niet inloggen").await;
    assert_eq!(browser.click("Terug").await.at, "/login");
    for back in ["//evil.example", "https://evil.example", "/\\evil", "javascript:alert(1)"] {
        let page = browser.open(&format!("/help/reset?back={back}")).await;
        assert!(!page.body.contains("evil") && !page.body.contains("alert"), "{back}");
    }
    assert_eq!(browser.open("/help/geen-onderwerp").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.open("/help/..%2f..%2fetc").await.status, StatusCode::NOT_FOUND);
}
