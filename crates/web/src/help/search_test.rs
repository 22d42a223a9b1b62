use super::*;

const SMS: &str = "Vooraf.\n\n## Ik krijg geen sms\n\nKijk of uw **telefoon** bereik heeft. Bel de café-eigenaar één keer.\n\n## Buitenland\n\nZet roaming aan.\n";
const KEY: &str =
    "Een sleutel is een klein apparaat.\n\n## Sleutel kwijt\n\nGebruik uw herstelcode. De telefoon is niet nodig.\n";

fn find(question: &str) -> Vec<Hit> {
    let texts = [("sms", "Een code per sms", SMS.to_owned()), ("security-key", "De sleutel", KEY.to_owned())];
    search(question, texts.into_iter())
}

fn places(question: &str) -> Vec<String> {
    find(question).iter().map(|hit| format!("{}{}", hit.topic, hit.anchor)).collect()
}

fn shown(hit: &Hit) -> String {
    hit.excerpt
        .iter()
        .map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() })
        .collect()
}

#[test]
fn accents_and_capitals_make_no_difference() {
    for question in ["CAFE", "café", "cafe\u{301}", "Café"] {
        let hits = find(question);
        assert_eq!(hits.len(), 1, "{question}");
        assert!(shown(&hits[0]).contains("de [café]-eigenaar één keer"), "{}", shown(&hits[0]));
    }
    assert_eq!(places("een keer"), ["sms#part-1"]);
    assert_eq!(Folded::of("\u{133}s É").chars, ['i', 'j', 's', ' ', 'e']);
}

#[test]
fn the_place_with_all_words_comes_alone_and_small_words_do_not_count() {
    assert_eq!(places("ik ben mijn telefoon en de herstelcode kwijt"), ["security-key#part-1"]);
    assert_eq!(places("roaming"), ["sms#part-2"]);
    // The title counts most; a heading more than a word in the text.
    assert_eq!(places("sleutel"), ["security-key", "security-key#part-1"]);
    // Only half of the words are known: still something to read.
    assert_eq!(places("roaming olifant"), ["sms#part-2"]);
    assert_eq!(places("roaming olifant giraf"), Vec::<String>::new());
}

#[test]
fn nothing_asked_or_nothing_there_finds_nothing() {
    for question in ["", "  ", "?!", "olifant", "\u{301}"] {
        assert!(find(question).is_empty(), "{question:?}");
    }
}

#[test]
fn a_question_has_bounds_and_any_text_is_a_question() {
    let long = "sms ".repeat(10_000);
    assert!(!find(&long).is_empty());
    let many: String = ('a'..='z').flat_map(|c| [c, c, ' ']).collect();
    assert!(words(&many).len() <= MOST_WORDS);
    for odd in ["<script>alert(1)</script>", "%", "\0", "\u{202e}sms", "ﷺ", "İstanbul", "🔑 sms"] {
        let _ = find(odd);
    }
}

#[test]
fn an_excerpt_is_short_and_cut_between_words() {
    let text = format!("{}doel {}", "woord ".repeat(100), "staart ".repeat(100));
    let hits = search("doel", [("x", "X", text)].into_iter());
    let said = shown(&hits[0]);
    assert!(said.starts_with("… woord") && said.ends_with("staart …") && said.contains("[doel]"), "{said}");
    assert!(said.chars().count() < 240, "{said}");
}
