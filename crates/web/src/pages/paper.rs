//! The letter on paper: a link and its code for somebody who gets no mail (product rules J6b and J6c).
//!
//! One A4 page of HTML with its own style and nothing else, so that it prints the same on any machine. It never names the username: whoever opens
//! somebody's post has the code, and must not have the name beside it.

use askama::Template;
use credentials::letter_code::LetterCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::frame::brand_args;
use crate::look::{Arg, Brand, Texts, qr};

/// What a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// A new account chooses its password.
    Activation,
    /// A reset that the help desk started.
    Reset,
    /// The first factor, behind a password that came from another system.
    SetUp,
}

impl PaperKind {
    /// The keys of subject, lead and last step.
    const fn keys(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Activation => ("paper-activation-subject", "paper-activation-lead", "paper-activation-then"),
            Self::Reset => ("paper-reset-subject", "paper-reset-lead", "paper-reset-then"),
            Self::SetUp => ("paper-set-up-subject", "paper-set-up-lead", "paper-reset-then"),
        }
    }
}

/// What stands on one letter.
#[derive(Clone, Copy, Debug)]
pub struct PaperFacts<'a> {
    /// What it is for.
    pub kind: PaperKind,
    /// How the person is called.
    pub display_name: &'a str,
    /// The whole link, for the camera.
    pub link: &'a str,
    /// Where the code is typed, as people type an address.
    pub site: &'a str,
    /// The code.
    pub code: &'a LetterCode,
    /// Whether a number comes over another channel.
    pub pin: bool,
    /// When the letter was written.
    pub written_at: Timestamp,
    /// From when on it works, when that is not at once.
    pub not_before: Option<Timestamp>,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// The zone that times are written in.
    pub zone: &'a TimeZone,
}

#[derive(Template)]
#[template(path = "paper.html")]
struct Paper<'a> {
    lang: &'static str,
    title: &'a str,
    sheets: &'a str,
}

#[derive(Template)]
#[template(path = "paper_sheet.html")]
struct Sheet<'a> {
    lang: &'static str,
    brand: &'a Brand,
    display_name: &'a str,
    site: &'a str,
    groups: [String; 6],
    qr: String,
    words: Words,
}

/// The sentences, in the order in which they stand there.
struct Words {
    date: String,
    subject: String,
    greeting: String,
    lead: String,
    camera_title: String,
    camera: String,
    typed_title: String,
    typed: String,
    symbols: String,
    then: String,
    pin: Option<String>,
    valid: String,
    cancels: Option<String>,
    keep: String,
    questions: String,
    help_desk: String,
    not_asked: String,
    regards: String,
}

/// Writes a letter in the language of the texts; it holds the secret.
pub fn render_paper(texts: &Texts, brand: &Brand, facts: &PaperFacts<'_>) -> Result<String, askama::Error> {
    let words = words(*texts, brand, facts);
    let title = words.subject.clone();
    let sheets = sheet(*texts, brand, facts, words)?;
    Paper { lang: texts.lang().code(), title: &title, sheets: &sheets }.render()
}

/// One sheet of a file of letters, which stands between the two halves of [`render_papers`].
pub fn render_sheet(texts: &Texts, brand: &Brand, facts: &PaperFacts<'_>) -> Result<String, askama::Error> {
    sheet(*texts, brand, facts, words(*texts, brand, facts))
}

/// What stands before and behind the sheets of a file with many letters.
pub fn render_papers(texts: &Texts, brand: &Brand) -> Result<(String, String), askama::Error> {
    // No text of a page holds a control character.
    const SHEETS: &str = "\u{1}";
    let whole = Paper { lang: texts.lang().code(), title: &brand.product, sheets: SHEETS }.render()?;
    let (before, behind) = whole.split_once(SHEETS).unwrap_or((&whole, ""));
    Ok((before.to_owned(), behind.to_owned()))
}

fn sheet(texts: Texts, brand: &Brand, facts: &PaperFacts<'_>, words: Words) -> Result<String, askama::Error> {
    let sheet = Sheet {
        lang: texts.lang().code(),
        brand,
        display_name: facts.display_name,
        site: facts.site,
        groups: facts.code.groups(),
        qr: qr::svg(facts.link, &words.camera_title).unwrap_or_default(),
        words,
    };
    sheet.render()
}

fn words(texts: Texts, brand: &Brand, facts: &PaperFacts<'_>) -> Words {
    let day = |at| Arg::Text(texts.date_time(at, facts.zone));
    let mut args = brand_args(brand);
    args.push(("name", facts.display_name.into()));
    args.push(("until", day(facts.expires_at)));
    args.push(("from", facts.not_before.map_or_else(|| Arg::from(""), day)));
    let say = |key: &str| texts.with(key, &args);
    let (subject, lead, then) = facts.kind.keys();
    let valid = if facts.not_before.is_some() { "paper-from-until" } else { "paper-until" };
    Words {
        date: texts.date(facts.written_at, facts.zone),
        subject: say(subject),
        greeting: say("paper-greeting"),
        lead: say(lead),
        camera_title: say("paper-camera-title"),
        camera: say("paper-camera"),
        typed_title: say("paper-typed-title"),
        typed: say("paper-typed"),
        symbols: say("paper-symbols"),
        then: say(then),
        pin: facts.pin.then(|| say("paper-pin")),
        valid: say(valid),
        cancels: (facts.kind == PaperKind::Reset).then(|| say("paper-cancels")),
        keep: say("paper-keep"),
        questions: say("paper-questions"),
        help_desk: say("help-desk-line"),
        not_asked: say("paper-not-asked"),
        regards: say("paper-regards"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{BrandSettings, Lang};

    fn written(lang: Lang, kind: PaperKind, not_before: Option<Timestamp>) -> (String, LetterCode) {
        let brand = Brand::new(BrandSettings {
            product: "VerzuimSignaal".to_owned(),
            organisation: "Voorbeeld <Arbo>".to_owned(),
            address: vec!["Postbus 1".to_owned(), "3500 AA Utrecht".to_owned()],
            help_desk_phone: "088 123".to_owned(),
            ..BrandSettings::default()
        });
        let code = LetterCode::parse("7K4M-Q2ZD-93RA-XW8T-5NHB-6VCB").unwrap();
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let facts = PaperFacts {
            kind,
            display_name: "Jolanda & Co",
            link: "https://login.example.test/activate?token=abc",
            site: "login.example.test/letter",
            code: &code,
            pin: kind == PaperKind::Activation,
            written_at: "2026-11-22T13:05:00Z".parse().unwrap(),
            not_before,
            expires_at: "2026-12-06T13:05:00Z".parse().unwrap(),
            zone: &zone,
        };
        let text = render_paper(&Texts::of(lang), &brand.unwrap(), &facts).unwrap();
        (text, code)
    }

    #[test]
    fn sf_10_a_letter_says_what_how_until_when_and_whom_to_call() {
        for lang in Lang::ALL {
            for kind in [PaperKind::Activation, PaperKind::Reset, PaperKind::SetUp] {
                let from = "2026-11-23T13:05:00Z".parse().unwrap();
                let (text, code) = written(lang, kind, (kind == PaperKind::Reset).then_some(from));
                for group in code.groups() {
                    assert_eq!(text.matches(&group).count(), 1, "{group}");
                }
                for said in ["Jolanda &amp; Co", "login.example.test/letter", "14:05", "088 123", "Postbus 1", "<svg"] {
                    assert!(text.contains(said) || text.contains(&said.replace("&amp;", "&#38;")), "{said}: {text}");
                }
                assert_eq!(
                    text.matches("23 november").count() + text.matches("23 November").count(),
                    usize::from(kind == PaperKind::Reset)
                );
                assert!(!text.contains("paper-") && !text.contains("<Arbo>"), "{text}");
                // Nothing is loaded, and the link stands in the picture only.
                for forbidden in ["http", "src=", "href=", "<script", "token="] {
                    assert!(!text.contains(forbidden), "{forbidden}: {text}");
                }
            }
        }
    }

    #[test]
    fn a_file_of_letters_is_one_page_with_a_sheet_each() {
        let brand = Brand::new(BrandSettings { product: "Portal".to_owned(), ..BrandSettings::default() }).unwrap();
        let (before, behind) = render_papers(&Texts::of(Lang::En), &brand).unwrap();
        assert!(before.starts_with("<!doctype html>") && before.contains("<title>Portal</title>"), "{before}");
        assert!(before.trim_end().ends_with("<body>") && behind.trim_start().starts_with("</body>"), "{behind}");
        let (whole, _) = written(Lang::Nl, PaperKind::Activation, None);
        assert_eq!(whole.matches("<div class=\"sheet\" lang=\"nl\">").count(), 1);
    }

    #[test]
    fn j6b_only_a_letter_with_a_number_speaks_of_one() {
        let speaks = |kind| written(Lang::En, kind, None).0.contains("PIN");
        assert!(speaks(PaperKind::Activation) && !speaks(PaperKind::Reset));
    }
}
