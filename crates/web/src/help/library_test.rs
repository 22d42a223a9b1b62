use super::*;
use crate::help::MOST_BYTES;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\xc8";

fn file(path: &str, bytes: impl AsRef<[u8]>) -> HelpFile {
    HelpFile { path: path.to_owned(), bytes: bytes.as_ref().to_vec() }
}

fn said(files: Vec<HelpFile>) -> Vec<String> {
    Library::with(files).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn nl_06_every_topic_of_ours_has_a_text_and_nothing_else_is_there() {
    let ours = Library::ours();
    for lang in Lang::ALL {
        for topic in TOPICS {
            assert_eq!(ours.text(lang, topic).unwrap().lang, lang, "{topic}");
        }
    }
    assert_eq!(ours.topics().len() + 1, TOPICS.len());
    assert_eq!(ours.new_topics(), 0);
}

#[test]
fn our_own_texts_pass_the_checks_of_the_operators() {
    assert_eq!(said(own_files().collect()), Vec::<String>::new());
}

#[test]
fn our_pictures_are_small_are_shown_and_have_their_dark_twin() {
    let ours = Library::ours();
    let texts: Vec<&Text> = ours.texts.values().collect();
    for ((lang, name), picture) in &ours.pictures {
        assert!(picture.bytes.len() <= 40 * 1024, "{lang}/{name} has {} bytes", picture.bytes.len());
        let shown = name.replace("-dark.", ".");
        let lang = Lang::parse(lang).unwrap();
        let used = texts.iter().any(|text| text.lang == lang && text.body.contains(&format!("]({shown})")));
        assert!(used, "{name} stands in no text");
        assert!(ours.in_the_dark(lang, &shown).is_some(), "{name} has no picture for the dark");
        assert!(ours.pictures.contains_key(&(lang.other().code(), name.clone())), "{name} is in one language only");
    }
}

#[test]
fn the_operator_replaces_and_adds() {
    let library = Library::with(vec![
        file("nl/reset.md", "\u{feff}# Van ons\r\n\r\nZie [parkeren](/help/parking) en ![De hal](hal.png).\r\n"),
        file("nl/parking.md", "# Parkeren\n\nAchter.\n"),
        file("nl/hal.png", PNG),
    ])
    .unwrap();
    assert_eq!(library.text(Lang::Nl, "reset").unwrap().title, "Van ons");
    assert_eq!(library.text(Lang::En, "reset"), Library::ours().text(Lang::En, "reset"));
    // What exists in one language only is shown in that one.
    assert_eq!(library.text(Lang::En, "parking").unwrap().lang, Lang::Nl);
    assert_eq!((library.topics().last(), library.new_topics()), (Some(&"parking"), 1));
    let picture = library.picture(Lang::En, "hal.png").unwrap();
    assert_eq!(library.find(&picture.asset), Some(("image/png", PNG)));
    assert!(Library::ours().find(&picture.asset).is_none());
}

#[test]
fn the_dark_twin_is_of_the_same_owner() {
    let with_twin = [file("nl/a.png", PNG), file("nl/a-dark.png", [PNG, b"x"].concat())];
    let mut library = Library::with(with_twin.to_vec()).unwrap();
    assert!(library.in_the_dark(Lang::Nl, "a.png").is_some());
    library.pictures.get_mut(&("nl", "a-dark.png".to_owned())).unwrap().owner = Owner::Ours;
    assert!(library.in_the_dark(Lang::Nl, "a.png").is_none());
}

#[test]
fn everything_that_is_wrong_is_said_with_file_and_line() {
    let all = said(vec![
        file("de/reset.md", "# Titel\n"),
        file("reset.md", "# Titel\n"),
        file("nl/all.md", "# Titel\n"),
        file("nl/Reset.md", "# Titel\n"),
        file("nl/../x.md", "# Titel\n"),
        file("nl/sub/x.md", "# Titel\n"),
        file("nl/bytes.md", b"# Titel\n\nregel \xff\n"),
        file("nl/untitled.md", "Titel\n"),
        file("nl/hash-only.md", "# \n"),
        file("nl/large.md", vec![b'a'; MOST_BYTES + 1]),
        file("nl/links.md", "# Titel\n\n[a](/help/nothing)\n\n[b](javascript:x)\n\n[c](reset.md)\n\n![d](gone.png)\n"),
        file("nl/drawing.svg", "<svg/>"),
        file("nl/fake.png", "<svg/>"),
    ]);
    for (begins, holds) in [
        ("de/reset.md: ", "unknown language"),
        ("reset.md: ", "outside the language folders"),
        ("nl/all.md: ", "taken"),
        ("nl/Reset.md: ", "cannot stand in an address"),
        ("nl/../x.md: ", "cannot stand in an address"),
        ("nl/sub/x.md: ", "cannot stand in an address"),
        ("nl/bytes.md line 3: ", "not UTF-8"),
        ("nl/untitled.md line 1: ", "no title in the first line"),
        ("nl/hash-only.md line 1: ", "no title in the first line"),
        ("nl/large.md: ", "256 KiB"),
        ("nl/links.md line 3: ", "the topic \"nothing\""),
        ("nl/links.md line 5: ", "javascript:x"),
        ("nl/links.md line 7: ", "\"reset.md\""),
        ("nl/links.md line 9: ", "the picture \"gone.png\""),
        ("nl/drawing.svg: ", ".svg is not served"),
        ("nl/fake.png: ", "something else"),
    ] {
        assert!(all.iter().any(|one| one.starts_with(begins) && one.contains(holds)), "{begins}{holds} in {all:#?}");
    }
    assert_eq!(all.len(), 16, "{all:#?}");
}
