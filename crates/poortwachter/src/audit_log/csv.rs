//! Tables for a spreadsheet: RFC 4180, with cells that a spreadsheet would take for a formula made harmless.

/// One row with its line end (CR LF, RFC 4180 section 2).
pub fn row(cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

/// In quotes where it needs them; an apostrophe before what would be a formula (OWASP, CSV injection).
fn quoted(cell: &str) -> String {
    let guarded = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if guarded.contains([',', ';', '"', '\r', '\n', '\'']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lo_04_a_cell_is_never_a_formula() {
        for formula in ["=1+1", "+31612345678", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(row([formula]), format!("\"'{formula}\"\r\n"));
        }
        assert_eq!(row(["a", "", "b c", "d,e", "f\"g", "h;i"]), "a,,b c,\"d,e\",\"f\"\"g\",\"h;i\"\r\n");
    }
}
