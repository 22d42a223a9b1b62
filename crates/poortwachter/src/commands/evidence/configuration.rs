//! What is set, with secrets left out, and where that is weaker than a standard asks.

use std::path::Path;

use super::table;
use crate::commands::account::desk::Desk;
use crate::complaint::Complaint;
use crate::environment;
use crate::settings::Settings;

pub(super) fn text(desk: &Desk, file: &Path) -> Result<String, Complaint> {
    let shown = Settings::shown(file, &environment::variables()).map_err(|mut complaints| {
        complaints.0.pop().unwrap_or_else(|| Complaint::new("settings that cannot be read", "run `poortwachter check`"))
    })?;
    let rows = shown.into_iter().map(|key| {
        let origin = if key.is_default { "default" } else { "set" };
        vec![key.path, key.value, origin.to_owned()]
    });
    let deviations: Vec<_> =
        desk.settings.deviations().iter().map(|found| format!("- `{}`: {}\n", found.key, found.text)).collect();
    let deviations = if deviations.is_empty() { "None.\n".to_owned() } else { deviations.concat() };
    Ok(format!(
        "# Configuration\n\nEvery key, as it holds now. Secrets are not shown.\n\n{}\n## Deviations from standards\n\n{deviations}",
        table(&["key", "value", "from"], rows)
    ))
}
