//! `backup check FILE`: reads all of it, and says whether it could be restored.

use std::path::Path;

use credentials::keyring::Keyring;

use super::{complaint, contents, open};
use crate::cli::backup::Check;
use crate::commands::output;
use crate::complaint::{Complaint, Complaints};
use crate::settings::Settings;
use crate::{environment, keyfile, wiring};

/// Checks it; with the settings also whether the key file belongs to it.
pub fn run(check: &Check) -> Result<(), Complaints> {
    let file = &check.opening.file;
    let key_file = check.config.as_deref().map(key_file).transpose()?;
    let reader = open(&check.opening)?;
    let inside = reader.keys().map(|text| wiring::parse_keys(file, text)).transpose()?;
    let keyring = key_file.or(inside);
    let summary = reader.check(keyring.as_ref()).map_err(|error| complaint(file, &error))?;
    let header = &summary.header;
    let about_keys = match (&keyring, header.with_keys) {
        (Some(_), true) => "The key file is in it, and it belongs to it.",
        (Some(_), false) => "The key file belongs to it, and its holder made it.",
        (None, _) => "The key file was not looked at; with --config it is. Who made it is not known either.",
    };
    Ok(output::print(&format!(
        "{}: whole. Made on {} by version {} from {}, schema {}: {}.\n{about_keys}\n",
        file.display(),
        header.at,
        output::plain(&header.program),
        output::plain(&header.engine),
        header.schema,
        contents(&summary)
    ))?)
}

fn key_file(config: &Path) -> Result<Keyring, Complaints> {
    let settings = Settings::load(config, &environment::variables())?;
    let file = &settings.keys.file;
    let text = keyfile::read(file)?.ok_or_else(|| {
        Complaint::new("no key file", "put it there, or leave out --config").in_file(file).about("keys.file")
    })?;
    Ok(wiring::parse_keys(file, &text)?)
}
