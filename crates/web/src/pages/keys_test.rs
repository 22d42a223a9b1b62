//! Holds the texts against each other and against the code: same keys, same arguments, all used, none missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;

use super::frame::Frame;
use super::gallery::gallery;
use crate::look::Lang;
use crate::look::texts::sources;

/// Keys that the handlers say; whoever takes one away takes it away here and in the texts.
const HANDLERS: &str = "
    login-empty throttled throttled-stopped code-none factor-not-digits factor-empty factor-ended code-check code-characters code-empty
    code-ended code-void code-length-base32 password-too-long password-control new-password-label password-set activated
    journey-expired journey-superseded journey-other-step after-reset-link already-enrolled logged-out
    session-ended-idle cancelled try-again";

/// Key to the names of its arguments, found in the source text of a language.
fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (name, source) in sources(lang) {
        assert!(FluentResource::try_new(source.clone()).is_ok(), "{name} has a fault");
        let mut current = String::new();
        for line in source.lines() {
            let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let Some((key, _)) = line.split_once(" =").filter(|_| starts) {
                key.clone_into(&mut current);
                assert!(all.insert(current.clone(), BTreeSet::new()).is_none(), "{key} twice in {name}");
            }
            let names = line
                .split('$')
                .skip(1)
                .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>());
            all.entry(current.clone()).or_default().extend(names);
        }
    }
    all.remove("");
    all
}

/// Everything in the code that is written like a key between quotes.
fn quoted_words() -> BTreeSet<String> {
    fn walk(folder: &Path, words: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, words);
            } else if let Ok(text) = fs::read_to_string(&path) {
                words.extend(text.split('"').filter(|word| is_key(word)).map(str::to_owned));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut words: BTreeSet<String> = HANDLERS.split_whitespace().map(str::to_owned).collect();
    walk(&root.join("src"), &mut words);
    walk(&root.join("templates"), &mut words);
    words
}

fn is_key(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[test]
fn nl_06_both_languages_have_the_same_keys_with_the_same_arguments() {
    let (nl, en) = (keys(Lang::Nl), keys(Lang::En));
    assert!(nl.len() > 150, "the texts were not found");
    for (key, args) in &nl {
        assert_eq!(Some(args), en.get(key), "{key}");
    }
    for key in en.keys() {
        assert!(nl.contains_key(key), "{key} is in English only");
    }
}

#[test]
fn every_text_is_used_somewhere() {
    let used = quoted_words();
    for key in keys(Lang::Nl).keys() {
        assert!(used.contains(key), "{key} is never used");
    }
}

#[test]
fn every_key_that_the_code_says_exists() {
    let known = keys(Lang::Nl);
    for key in HANDLERS.split_whitespace() {
        assert!(known.contains_key(key), "{key} is promised to the handlers");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut said = BTreeSet::new();
    collect_said(&root.join("src"), &mut said);
    collect_said(&root.join("templates"), &mut said);
    assert!(said.len() > 100, "the code was not found");
    for key in said {
        assert!(known.contains_key(&key), "{key} has no text");
    }
}

/// Literals that stand right behind a call that takes a key.
fn collect_said(folder: &Path, said: &mut BTreeSet<String>) {
    const CALLS: [&str; 6] =
        ["Message::new(\"", "frame.t(\"", "frame.tx(\"", "frame.tn(\"", "frame.title(\"", "say(\""];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_said(&path, said);
            continue;
        }
        if path.ends_with("keys_test.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for call in CALLS {
            said.extend(text.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
}

#[test]
fn every_page_renders_in_both_languages_within_the_rules() {
    for lang in Lang::ALL {
        let known = keys(lang);
        for sample in gallery(lang).unwrap() {
            let (name, body) = (sample.name, sample.body);
            for forbidden in [" style=", "<script>", "javascript:", " onclick", "src=\"http", "data:", "{$", "{ $"] {
                assert!(!body.contains(forbidden), "{name} in {} holds {forbidden}", lang.code());
            }
            let said = body.split('>').skip(1).filter_map(|rest| rest.split('<').next());
            let bare = said.map(str::trim).find(|word| known.contains_key(*word));
            assert_eq!(bare, None, "{name} in {} shows a key", lang.code());
            for form in body.split("<form ").skip(1) {
                let form = form.split("</form>").next().unwrap();
                // The search of the help changes nothing, so it is asked by an address.
                let asks = form.contains("method=\"get\" action=\"/help/search\"") && !form.contains("csrf");
                let acts = form.contains("method=\"post\"") && form.contains("name=\"csrf\"");
                // The one form that leaves our origin carries no token of ours away (requirement WE-04).
                let leaves = form.contains("data-submit-itself") && !form.contains("csrf");
                assert_eq!([asks, acts, leaves].into_iter().filter(|it| *it).count(), 1, "{name}");
            }
        }
    }
}

#[test]
fn ac_03_an_error_is_in_the_title_at_the_field_and_gets_the_focus() {
    let all = gallery(Lang::Nl).unwrap();
    let page = |name: &str| &all.iter().find(|sample| sample.name == name).unwrap().body;
    let wrong = page("login.wrong");
    assert!(wrong.contains("<title>Fout: Inloggen"));
    assert!(wrong.contains("aria-invalid=\"true\" aria-describedby=\"password-error\" autofocus"));
    assert_eq!(wrong.matches(" autofocus").count(), 1);
    assert!(!wrong.contains("class=\"error-summary\""));
    let empty = page("login.empty");
    assert!(empty.contains("<a href=\"#username\">") && empty.contains("<a href=\"#password\">"));
    assert_eq!(empty.matches(" autofocus").count(), 1);
    assert!(page("choose-method.missing").contains("id=\"method\" autofocus"));
}

#[test]
fn rc_the_printed_card_names_no_person() {
    let all = gallery(Lang::Nl).unwrap();
    let body = &all.iter().find(|sample| sample.name == "recovery-code.plain").unwrap().body;
    let card = body.split("class=\"print-card\"").nth(1).unwrap();
    assert!(card.contains("Voorbeeld Arbodienst") && card.contains("22 november 2026"));
    assert!(!body.contains("jansen"));
}

#[test]
fn what_was_typed_comes_back_escaped() {
    use super::login::LoginPage;
    use askama::Template as _;
    let page = LoginPage {
        frame: Frame { to: Some("\" autofocus".to_owned()), ..Frame::sample(Lang::Nl) },
        username: "\"><script>alert(1)</script>".to_owned(),
        remember: false,
        application: Some("<b>app</b>".to_owned()),
    };
    let html = page.render().unwrap();
    assert!(!html.contains("<script>alert") && !html.contains("<b>app"));
    assert!(!html.contains("value=\"\" autofocus"));
}
