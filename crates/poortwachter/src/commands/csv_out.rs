//! Tables for a spreadsheet: every text between quotes, and none that a spreadsheet would take for a formula (OWASP, "CSV injection").

/// One line of a table, with its end.
pub fn row<S: AsRef<str>>(cells: &[S]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quote(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

/// An apostrophe before a sign that begins a formula: the spreadsheet shows the text as it is.
fn quote(text: &str) -> String {
    let formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula_or_another_cell() {
        assert_eq!(row(&["a", "b \"c\", d", ""]), "\"a\",\"b \"\"c\"\", d\",\"\"\r\n");
        for text in ["=cmd|' /C calc'!A0", "+31612345678", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\u{ff1d}1"] {
            assert!(row(&[text]).starts_with("\"'"), "{text:?}");
        }
        assert_eq!(row(&["a=b"]), "\"a=b\"\r\n");
    }
}
