//! `evidence`: what an auditor of NEN 7510, NEN 7513 or the `DigiD` norm asks for, from the portal as it is set up (requirements NL-03 and NL-04).
//!
//! Each part is Markdown and a file of its own. No secret is in it, and no person: accounts are counted, and the sample of the log has
//! pseudonyms. The mapping to the norms is in `docs/compliance.md`.

mod accounts;
mod chain;
mod configuration;
mod headers;
mod limits;
mod roles;
mod sample;
mod software;

use std::path::Path;

use super::account::desk::{self, Desk};
use super::audit::note_reading;
use crate::cli::audit::Evidence;
use crate::complaint::{Complaint, Complaints};

/// One part of the pack.
struct Part {
    file: &'static str,
    text: String,
}

impl Part {
    fn new(file: &'static str, text: String) -> Self {
        Self { file, text }
    }
}

/// Makes the pack and prints it, or writes it into a folder.
pub fn run(asked: &Evidence) -> Result<(), Complaints> {
    super::block_on(async {
        desk::work(&asked.file, None, async |desk| {
            if let Some(folder) = &asked.out {
                refuse_full(folder)?;
            }
            note_reading(desk, "evidence", "", None).await?;
            let parts = parts(desk, &asked.file.config).await?;
            match &asked.out {
                None => Ok(parts.into_iter().map(|part| part.text + "\n").collect()),
                Some(folder) => write(folder, &parts),
            }
        })
        .await
    })
}

async fn parts(desk: &Desk, settings: &Path) -> Result<Vec<Part>, Complaint> {
    Ok(vec![
        Part::new("0-about.md", about(desk)),
        Part::new("1-configuration.md", configuration::text(desk, settings)?),
        Part::new("2-headers.md", headers::text(desk).await?),
        Part::new("3-roles.md", roles::text(desk).await?),
        Part::new("4-accounts.md", accounts::text(desk).await?),
        Part::new("5-audit-log.md", chain::text(desk).await?),
        Part::new("6-audit-sample.md", sample::text(desk).await?),
        Part::new("7-limits.md", limits::text(desk)),
        Part::new("8-software.md", software::text(desk).await?),
    ])
}

fn about(desk: &Desk) -> String {
    let url = desk.settings.server.public_url().map_or("not set", |url| url.as_str());
    format!(
        "# Evidence of {url}\n\nMade by Poortwachter {} at {} by {}. It tells what the program knows of itself. What the organisation does around it \
         (who reviews the log, who may be an operator, how backups are kept) is for the organisation to show.\n",
        env!("CARGO_PKG_VERSION"),
        desk.ctx.now,
        desk.ctx.actor,
    )
}

/// A pack never mixes with something that is there.
fn refuse_full(folder: &Path) -> Result<(), Complaint> {
    let is_empty = std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if is_empty {
        return Ok(());
    }
    Err(Complaint::new("a folder with something in it", "give an empty or a new one").in_file(folder).about("--out"))
}

fn write(folder: &Path, parts: &[Part]) -> Result<String, Complaint> {
    let cannot = |error: std::io::Error| {
        Complaint::new(format!("a place where nothing can be written ({error})"), "choose another folder")
            .in_file(folder)
            .about("--out")
    };
    std::fs::create_dir_all(folder).map_err(cannot)?;
    for part in parts {
        std::fs::write(folder.join(part.file), &part.text).map_err(cannot)?;
    }
    Ok(format!("{} files are in {}.\n", parts.len(), folder.display()))
}

/// A table in Markdown; cells cannot break out of it.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let cell = |text: &String| super::output::plain(text).replace('|', "\\|").replace('<', "&lt;");
    let mut text = line(head.iter().map(|&title| title.to_owned()).collect());
    text += &line(head.iter().map(|_| "---".to_owned()).collect());
    text.extend(rows.into_iter().map(|row| line(row.iter().map(cell).collect())));
    text
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn lo_04_a_cell_stays_in_its_table() {
        let text = table(&["a", "b"], [vec!["x|y\n".to_owned(), "<b>\u{202e}".to_owned()]]);
        assert_eq!(text, "| a | b |\n| --- | --- |\n| x\\|y? | &lt;b>? |\n");
    }
}
