//! The letter as a printer makes it (rule J6b, requirement SF-10): one A4 page, a code that a camera reads, and the same secret to type.

use std::path::Path;

use credentials::letter_code::LetterCode;

use super::operator::Operator;
use super::portal::free_port;
use super::tools::{output, read_pdf, read_qr};

/// Prints a page of HTML as Chromium does without a window.
fn print(page: &Path) -> std::path::PathBuf {
    let paper = page.with_extension("pdf");
    let to = format!("--print-to-pdf={}", paper.display());
    let from = format!("file://{}", page.display());
    let arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", &to, &from];
    output("chromium", &arguments);
    paper
}

#[test]
fn sf_10_a_letter_is_one_a4_page_whose_picture_and_code_are_one_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let operator = Operator::of(folder.path(), port, "");
    for (lang, greeting) in [("nl", "Beste Jolanda van den Berg-Jansen,"), ("en", "Dear Jolanda van den Berg-Jansen,")]
    {
        let page = folder.path().join(format!("letter.{lang}.html"));
        operator.letter(&format!("person.{lang}"), lang, &page);
        let paper = print(&page);
        let about = output("pdfinfo", &[&paper.to_string_lossy()]);
        assert!(about.contains("Pages:           1\n") && about.contains("(A4)"), "{about}");
        let text = read_pdf(&paper);
        assert!(text.contains(greeting) && !text.contains(&format!("person.{lang}")), "{text}");

        let picture = folder.path().join(format!("letter.{lang}"));
        let (from, to) = (paper.to_string_lossy(), picture.to_string_lossy());
        output("pdftoppm", &["-r", "150", "-png", "-singlefile", &from, &to]);
        let link = read_qr(&picture.with_extension(format!("{lang}.png")));
        let secret = link.strip_prefix(&format!("http://localhost:{port}/activate?token=")).expect("our own link");
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_group =
            |word: &&str| word.len() == 4 && word.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        let groups =
            words.windows(6).find(|six| six.iter().all(is_group)).unwrap_or_else(|| panic!("no code: {text}")).concat();
        let code = LetterCode::parse(&groups).unwrap_or_else(|typo| panic!("{typo}: {groups}: {text}"));
        assert_eq!(code.token().expose().as_str(), secret);
    }
}
