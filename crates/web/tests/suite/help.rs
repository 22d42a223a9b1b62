//! `/help` and its topics: S8. What an operator replaces and the search are in `help_operator` and `help_search`.

use std::collections::BTreeSet;

use http::StatusCode;
use testkit::{Page, Portal};
use web::help::{Library, TOPICS};
use web::look::Lang;
use web::pages::gallery::gallery;
use web::routes::table;

/// The addresses of all links of a page.
pub(crate) fn links(page: &Page) -> Vec<String> {
    page.document().named("a").into_iter().filter_map(|a| a.attribute("href").map(str::to_owned)).collect()
}

/// Whether a path is a page of the portal, or a topic.
pub(crate) fn exists(link: &str) -> bool {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    match path.strip_prefix("/help/") {
        Some("all" | "search") => true,
        Some(topic) => TOPICS.contains(&topic),
        None => table().iter().any(|route| route.method == "GET" && route.path == path),
    }
}

#[tokio::test]
async fn every_topic_of_the_list_exists_in_both_languages() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    for lang in ["nl", "en"] {
        browser.languages = lang;
        let index = links(browser.open("/help").await);
        for topic in TOPICS.into_iter().filter(|topic| *topic != "index") {
            assert!(index.contains(&format!("/help/{topic}")), "{topic} is not in the index in {lang}");
            let page = browser.open(&format!("/help/{topic}")).await;
            assert_eq!(page.status, StatusCode::OK, "{topic}");
            assert!(!page.heading().is_empty(), "{topic}");
        }
    }
}

#[tokio::test]
async fn every_link_of_every_text_leads_to_a_page_that_exists() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    for lang in ["nl", "en"] {
        browser.languages = lang;
        let pages = TOPICS.map(|topic| format!("/help/{topic}"));
        for path in pages.iter().map(String::as_str).chain(["/cannot-log-in", "/help/search?q=sms", "/help/search?q=x"])
        {
            let page = browser.open(path).await;
            for link in links(page).iter().filter(|link| !link.starts_with('#')) {
                assert!(exists(link), "{link} on {path} in {lang}");
            }
        }
    }
}

#[test]
fn every_help_link_of_every_page_leads_to_a_topic() {
    for lang in Lang::ALL {
        let mut seen = BTreeSet::new();
        for sample in gallery(lang).unwrap() {
            for rest in sample.body.split("href=\"").skip(1) {
                let link = rest.split('"').next().unwrap_or_default();
                if link.starts_with("/help") || link.starts_with("/cannot-log-in") {
                    assert!(exists(link), "{link} on {}", sample.name);
                    seen.insert(link.split('?').next().unwrap_or_default().to_owned());
                }
            }
        }
        assert!(seen.len() > TOPICS.len(), "{seen:?}");
    }
}

#[tokio::test]
async fn every_text_stands_on_one_page_and_nothing_of_it_is_hidden() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    for (code, lang) in [("nl", Lang::Nl), ("en", Lang::En)] {
        browser.languages = code;
        let page = browser.open("/help/all").await;
        let text = page.text();
        let library = Library::ours();
        for topic in library.topics() {
            assert!(text.contains(&library.text(lang, topic).unwrap().title), "{topic} in {code}");
            assert!(page.by_id(topic).is_some(), "{topic} has no place in the contents");
        }
        for hidden in ["<details", " hidden", "display:none"] {
            let main = page.body.split("<article").nth(1).and_then(|rest| rest.split("</article>").next()).unwrap();
            assert!(!main.contains(hidden), "{hidden}");
        }
        // Each place that a link on the page leads to is there, once.
        for link in links(page).iter().filter_map(|link| link.strip_prefix('#')) {
            assert_eq!(page.body.matches(&format!("id=\"{link}\"")).count(), 1, "{link} in {code}");
        }
    }
}

#[tokio::test]
async fn pictures_come_from_our_own_address_with_words_and_size() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    for lang in ["nl", "en"] {
        browser.languages = lang;
        let all = browser.open("/help/all").await.clone();
        let document = all.document();
        let pictures = document.named("img");
        assert!(pictures.len() >= 10, "{} pictures in {lang}", pictures.len());
        for picture in pictures {
            let attribute = |name: &str| picture.attribute(name).unwrap_or_default().to_owned();
            assert!(attribute("alt").len() > 20, "{}", attribute("src"));
            assert!(attribute("width").parse::<u32>().is_ok() && attribute("height").parse::<u32>().is_ok());
            assert_eq!(attribute("loading"), "lazy");
            let served = browser.open(&attribute("src")).await;
            assert_eq!((served.status, served.header("content-type")), (StatusCode::OK, "image/webp"));
            assert!(served.header("cache-control").contains("immutable"));
        }
        for source in document.named("source") {
            let dark = source.attribute("srcset").unwrap_or_default().to_owned();
            assert_eq!(browser.open(&dark).await.status, StatusCode::OK, "{dark}");
        }
    }
}

#[tokio::test]
async fn the_way_back_is_the_page_where_the_problem_was_and_never_another_site() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/help/reset?back=/login").await;
    assert_eq!(browser.click("Terug").await.at, "/login");
    for back in ["//evil.example", "https://evil.example", "/\\evil", "javascript:alert(1)"] {
        let page = browser.open(&format!("/help/reset?back={back}")).await;
        assert!(!page.body.contains("evil") && !page.body.contains("alert"), "{back}");
    }
    assert_eq!(browser.open("/help/geen-onderwerp").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.open("/help/..%2f..%2fetc").await.status, StatusCode::NOT_FOUND);
}
