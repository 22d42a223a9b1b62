//! CSV with a first line that names the columns: commas, semicolons or tabs; Excel's `sep=;` line is known.

use std::io::{self, BufRead, Cursor, Read};

use super::cells::{Cells, guess_delimiter};
use super::columns::{Columns, Mapping};
use super::record::{Cell, Item, LONGEST, Record, Sink};
use crate::complaint::Complaint;

/// Reads a whole file; what the columns are comes back, for a word about those that say nothing.
pub fn read(
    mut input: impl BufRead,
    delimiter: Option<u8>,
    mappings: &[Mapping],
    sink: &mut Sink<'_>,
) -> io::Result<Result<Columns, Complaint>> {
    let (head, skipped, named) = first_line(&mut input)?;
    let delimiter = delimiter.or(named).unwrap_or_else(|| guess_delimiter(&head));
    let mut cells = Cells::new(Cursor::new(head).chain(input), delimiter);
    let header = match cells.next_row()? {
        None => return Ok(Err(Complaint::new("an empty file", "give a file whose first line names the columns"))),
        Some(row) => match row.cells {
            Ok(header) => header,
            Err(why) => {
                let line = row.line + skipped;
                return Ok(Err(Complaint::new(
                    format!("{why} in line {line}, which should name the columns"),
                    "look whether this is the right file",
                )));
            }
        },
    };
    let columns = match Columns::of_header(&header, mappings) {
        Ok(columns) => columns,
        Err(complaint) => return Ok(Err(complaint)),
    };
    while let Some(row) = cells.next_row()? {
        let line = row.line + skipped;
        let item = row.cells.map_or_else(|why| Item::broken(line, why), |cells| item(line, &columns, cells));
        if !sink(item) {
            break;
        }
    }
    Ok(Ok(columns))
}

/// The first line, how many lines stood before it, and the sign that such a line named.
fn first_line(input: &mut impl BufRead) -> io::Result<(Vec<u8>, u64, Option<u8>)> {
    let line = one_line(input)?;
    let text = line.trim_ascii();
    match text.strip_prefix(b"sep=").or_else(|| text.strip_prefix(b"SEP=")) {
        Some(&[sign]) => Ok((one_line(input)?, 1, Some(sign))),
        // The sign itself may be a tab, which looks like a space.
        Some([]) if line.contains(&b'\t') => Ok((one_line(input)?, 1, Some(b'\t'))),
        _ => Ok((line, 0, None)),
    }
}

fn one_line(input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    input.take(LONGEST as u64 + 1).read_until(b'\n', &mut line)?;
    Ok(line)
}

fn item(line: u64, columns: &Columns, cells: Vec<String>) -> Item {
    let (found, wanted) = (cells.len(), columns.fields.len());
    let more = cells.iter().skip(wanted).any(|cell| !cell.is_empty());
    if more || (found < wanted && found == 1 && wanted > 1) {
        let why = format!("{found} fields where the first line names {wanted}; is a quote or a separator missing?");
        return Item::broken(line, why);
    }
    let mut record = Record { line, ..Record::default() };
    for ((column, fields), text) in columns.fields.iter().zip(cells) {
        for field in fields {
            record.cells.push(Cell { field: *field, column: column.clone(), text: text.clone() });
        }
    }
    if record.cells.iter().all(|cell| cell.text.is_empty()) {
        record.skip = Some("an empty line");
    }
    Item::Record(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Field;

    fn run(text: &str) -> (Vec<Item>, Result<Columns, Complaint>) {
        let mut items = Vec::new();
        let columns = read(text.as_bytes(), None, &[], &mut |item| {
            items.push(item);
            true
        });
        (items, columns.unwrap())
    }

    fn usernames(text: &str) -> Vec<(u64, String)> {
        run(text)
            .0
            .into_iter()
            .map(|item| match item {
                Item::Record(record) => {
                    let name = record.cells.iter().find(|cell| cell.field == Field::Username);
                    (record.line, name.unwrap().text.clone())
                }
                Item::Broken { line, why } => (line, format!("broken: {why}")),
            })
            .collect()
    }

    #[test]
    fn commas_semicolons_tabs_and_excels_own_line() {
        for text in [
            "username,naam\nbea,Bea\n",
            "naam;username\r\nBea;bea\r\n",
            "username\tnaam\nbea\tBea\n",
            "username\nbea\n",
        ] {
            assert_eq!(usernames(text), [(2, "bea".to_owned())], "{text}");
        }
        assert_eq!(usernames("sep=;\r\nusername;naam\r\nbea;Bea\r\n"), [(3, "bea".to_owned())]);
        assert_eq!(usernames("sep=|\nusername|naam\nbea|Bea\n"), [(3, "bea".to_owned())]);
    }

    #[test]
    fn a_row_with_too_many_or_too_few_fields_is_told() {
        let found = usernames("username,naam\nbea\nali,Ali,,\ncor,Cor,extra\n");
        assert!(found[0].1.contains("1 fields where the first line names 2") && found[0].0 == 2, "{found:?}");
        assert_eq!(found[1], (3, "ali".to_owned()), "empty fields at the end are a spreadsheet's way");
        assert!(found[2].1.contains("3 fields"), "{found:?}");
    }

    #[test]
    fn a_file_without_a_header_is_refused() {
        assert!(run("").1.unwrap_err().to_string().contains("an empty file"));
        assert!(run("\"never,closed\nbea,x\n").1.unwrap_err().to_string().contains("line 1"));
        let wide = vec!["x"; 100_000].join(",");
        assert!(run(&wide).1.unwrap_err().to_string().contains("more than 200 fields"));
    }
}
