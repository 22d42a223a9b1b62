//! `key rewrap`: what older keys hold is sealed again, with a count on a terminal.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::rotate::await_portals;
use crate::cli::SettingsFile;
use crate::commands::account::desk::{self, Desk};
use crate::complaint::{Complaint, Complaints};

/// Goes on with what a rotation left.
pub async fn run(settings: &SettingsFile) -> Result<(), Complaints> {
    desk::work(settings, None, async |desk| {
        await_portals(desk, &desk.store.keyring().active_key_id(), 0).await?;
        everything(desk).await
    })
    .await
}

/// Seals everything again under the active key; what came of it, in sentences.
pub async fn everything(desk: &Desk) -> Result<String, Complaint> {
    let bar = ProgressBar::no_length();
    let shown = std::io::stderr().is_terminal();
    bar.set_draw_target(if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
    if let Ok(style) = ProgressStyle::with_template("{pos} values sealed again, {per_sec}") {
        bar.set_style(style);
    }
    let came = desk.store.rewrap(&desk.ctx, |done| bar.set_position(done)).await;
    bar.finish_and_clear();
    let came = came.map_err(|error| {
        let advice = "run `poortwachter key rewrap`, which goes on where this was; nothing is lost";
        Complaint::new(format!("a database that could not go on ({error})"), advice)
    })?;
    let unreadable = match came.unreadable {
        0 => String::new(),
        n => format!(
            " {n} values open with no key and stay as they are: they were damaged or written by somebody else, or their key is missing in the key file."
        ),
    };
    let active = desk.store.keyring().active_key_id();
    Ok(format!("{} values were sealed again under {active}.{unreadable}\n", came.done))
}
