use super::*;
use crate::help::HelpFile;

fn written(markdown: &str, place: Place<'_>, to: Option<&str>) -> String {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\xc8".to_vec();
    let dark = [png.clone(), vec![1]].concat();
    let picture = |name: &str, bytes| HelpFile { path: format!("nl/{name}"), bytes };
    let files = vec![picture("a.png", png.clone()), picture("b.png", png), picture("b-dark.png", dark)];
    let library = Library::with(files).unwrap();
    let text = Text { lang: Lang::Nl, title: "T".to_owned(), body: markdown.to_owned() };
    Writer { library: &library, to, place }.write(&text, markdown)
}

#[test]
fn raw_html_is_dropped_and_signs_are_escaped() {
    let html = written("a <script>alert(1)</script> <b>b</b> & c\n\n<div onclick=x>\nd\n</div>\n", Place::Alone, None);
    assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("<div"), "{html}");
    assert!(html.contains("&amp; c"), "{html}");
}

#[test]
fn headings_have_a_number_and_never_the_level_of_the_page_title() {
    let source = "# Een\n\n## Twee\n\n### Drie\n";
    let alone = written(source, Place::Alone, None);
    assert_eq!(alone, "<h2 id=\"part-1\">Een</h2>\n<h2 id=\"part-2\">Twee</h2>\n<h3 id=\"part-3\">Drie</h3>\n");
    let among = written(source, Place::Among("sms"), None);
    assert!(among.contains("<h3 id=\"sms-part-2\">Twee</h3>") && among.contains("<h4 id=\"sms-part-3\">"), "{among}");
}

#[test]
fn a_picture_has_size_and_words_and_loads_when_it_is_seen() {
    let html = written("![Een \"plaatje\" <b> & `meer`](a.png)\n", Place::Alone, None);
    assert!(
        html.contains("width=\"320\" height=\"200\" alt=\"Een &quot;plaatje&quot;  &amp; meer\" loading=\"lazy\""),
        "{html}"
    );
    assert!(html.contains("<img src=\"/assets/help-a-") && !html.contains("<source"), "{html}");
    let dark = written("![Twee](b.png)", Place::Alone, None);
    let source = "<source media=\"(prefers-color-scheme: dark)\" srcset=\"/assets/help-b-dark-";
    assert!(dark.contains(source), "{dark}");
    // Whoever has no picture reads its words.
    assert_eq!(written("![Twee](gone.png)", Place::Alone, None), "<p>Twee</p>\n");
}

#[test]
fn links_keep_the_way_to_the_application_and_stay_on_the_page_of_all_texts() {
    let source = "[a](/login) [b](/help/sms) [c](https://example.org/) [d](/account)";
    let html = written(source, Place::Alone, Some("verzuim"));
    for link in ["\"/login?to=verzuim\"", "\"/help/sms?to=verzuim\"", "\"https://example.org/\"", "\"/account\""] {
        assert!(html.contains(link), "{link} in {html}");
    }
    let html = written(source, Place::Among("reset"), None);
    assert!(html.contains("\"#sms\"") && html.contains("\"/login\""), "{html}");
    assert_eq!(carried("/login", Some("\"><a b")), "/login?to=%22%3E%3Ca%20b");
}
