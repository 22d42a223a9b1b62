//! What Chromium keeps (requirement SE-04) and what its printer makes of the recovery code (S6).

use thirtyfour::common::cookie::SameSite;
use thirtyfour::common::print::PrintParameters;

use super::portal::Portal;
use super::stage::Stage;
use super::tools::read_pdf;
use super::words::NL;

#[tokio::test]
async fn se_04_se_12_chromium_keeps_host_cookies_on_localhost_and_the_printed_card_is_clean() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("never-enrolled");
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open("/login").await;
    browser.choose(NL.remember).await;
    browser.types_in_login(account).await;
    browser.to_the_app().await;
    browser.set_up_the_app().await;

    let groups = browser.groups().await;
    let paper = browser.driver.print_page(PrintParameters::default()).await;
    let file = stage.folder().join("card.pdf");
    std::fs::write(&file, browser.or_fail(paper, "printing").await).expect("the PDF can be written");
    let card = read_pdf(&file);
    let figures: String = card.chars().filter(char::is_ascii_digit).collect();
    assert!(figures.contains(&groups.concat()), "the card holds the code: {card}");
    for expected in [NL.recovery_code_title, "Bewaar dit op papier, niet bij uw telefoon.", "Gemaakt op"] {
        assert!(card.contains(expected), "the card says {expected:?}: {card}");
    }
    for never in [account.username.as_str(), NL.confirm, NL.download, NL.typed_back, "Kopiëren", "demo"] {
        assert!(!card.contains(never), "the card says {never:?}: {card}");
    }
    assert!(!card.contains('\u{c}') || card.trim_end().matches('\u{c}').count() == 0, "one sheet: {card}");

    browser.finish(&groups.concat()).await;
    browser.arrives("/account", NL.account).await;
    let cookies = browser.driver.get_all_cookies().await;
    let cookies = browser.or_fail(cookies, "the cookies").await;
    let names: Vec<&str> = cookies.iter().map(|cookie| cookie.name.as_str()).collect();
    for expected in ["__Host-pw-session", "__Host-pw-browser", "__Host-pw-username"] {
        assert!(names.contains(&expected), "{names:?}");
    }
    for cookie in &cookies {
        assert!(cookie.name.starts_with("__Host-"), "{cookie:?}");
        let flags = (cookie.secure, cookie.http_only, cookie.path.as_deref());
        assert_eq!(flags, (Some(true), Some(true), Some("/")), "{cookie:?}");
        assert!(cookie.domain.as_deref().is_none_or(|domain| domain == "localhost"), "host only: {cookie:?}");
        assert!(matches!(cookie.same_site, Some(SameSite::Lax)), "{cookie:?}");
        let lasting = cookie.expiry.is_some();
        assert!(cookie.name != "__Host-pw-session" || !lasting, "the session ends with the browser: {cookie:?}");
        assert!(!cookie.value.contains(&account.username), "the name is sealed: {cookie:?}");
    }
    assert_eq!(browser.execute("return document.cookie;").await, "", "no script of ours or of others reads a cookie");

    browser.log_out().await;
    let name = browser.field(NL.username).await;
    assert_eq!(name.value().await.unwrap_or_default().as_deref(), Some(account.username.as_str()), "remembered");
}
