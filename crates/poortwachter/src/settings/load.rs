//! Lays the defaults, the preset, the file and the environment over each other and makes [`Settings`] of them.

use std::ops::Range;
use std::path::Path;

use figment::value::{Dict, Map};
use figment::{Figment, Metadata, Profile, Provider};
use toml_edit::Document;

use super::checks::{Checks, Places};
use super::example;
use super::preset::Preset;
use super::read::Reader;
use super::tree::Settings;
use super::variables;
use crate::complaint::{Complaint, Complaints};

impl Settings {
    /// Reads the file and lays the variables over it.
    pub fn load(file: &Path, variables: &[(String, String)]) -> Result<Self, Complaints> {
        let text = super::file::text(file)?;
        Self::read(&file.display().to_string(), &text, variables)
    }

    /// Makes settings of a TOML text, which complaints call `file`, and the variables; several complaints come together.
    pub fn read(file: &str, text: &str, variables: &[(String, String)]) -> Result<Self, Complaints> {
        let (mut sources, layers) = layers(file, text, variables)?;
        let mut settings: Self = layers.extract().map_err(|error| {
            sources.complaints.push(unexpected(file, &error));
            Complaints(std::mem::take(&mut sources.complaints))
        })?;
        for variable in settings.sms.take_secrets(variables) {
            let advice = "remove it, or give the gateway that name in sms.gateways";
            sources.complaints.push(Complaint::new("a secret of no gateway", advice).at(variable));
        }
        let mut checks = Checks::new(sources.complaints, sources.places, file);
        settings.check(&mut checks);
        Complaints(checks.into_complaints()).none_or()?;
        Ok(settings)
    }

    /// The same as plain values, for reports; what is wrong with them is not looked at.
    pub(super) fn dict(file: &str, text: &str, variables: &[(String, String)]) -> Result<Dict, Complaints> {
        let layers = layers(file, text, variables)?.1;
        Ok(layers.extract().map_err(|error| unexpected(file, &error))?)
    }
}

/// The defaults, the preset, the file and the variables over each other, and what is wrong with them so far.
fn layers(file: &str, text: &str, variables: &[(String, String)]) -> Result<(Source, Figment), Complaint> {
    let mut sources = document(file, text)?;
    let (above, places, complaints) = variables::read(variables);
    sources.places.extend(places);
    sources.complaints.extend(complaints);
    let preset = Figment::from(Layer(sources.dict.clone()))
        .merge(Layer(above.clone()))
        .extract_inner("preset")
        .unwrap_or_default();
    let layers = base(preset).merge(Layer(sources.dict.clone())).merge(Layer(above));
    Ok((sources, layers))
}

/// What a document holds: what could be taken over, where it stood, what was refused.
struct Source {
    dict: Dict,
    places: Places,
    complaints: Vec<Complaint>,
}

fn document(file: &str, text: &str) -> Result<Source, Complaint> {
    let place_of = |span: Option<Range<usize>>| match span {
        Some(span) => format!("{file} line {}", line(text, span.start)),
        None => file.to_owned(),
    };
    // The parser's own report repeats the line, which may hold a password; its message does not.
    let document = Document::parse(text).map_err(|error| {
        Complaint::new(format!("text that is not TOML ({})", error.message().replace('\n', ", ")), "correct this line")
            .at(place_of(error.span()))
    })?;
    let mut reader = Reader::new(&place_of);
    let dict = reader.table("", Settings::KEYS, document.as_table());
    Ok(Source { dict, places: reader.places, complaints: reader.complaints })
}

/// The defaults of the keys, and those of the preset over them.
fn base(preset: Preset) -> Figment {
    let layer = |name: &str, text: &str| {
        let source = document(name, text).expect("invariant: our own defaults are TOML");
        debug_assert_eq!(source.complaints, [], "our own defaults are right");
        Layer(source.dict)
    };
    Figment::from(layer("defaults", &example::print())).merge(layer("preset", preset.defaults()))
}

/// Should not happen: whatever the description lets through, the structs take. Says the key, never the value.
fn unexpected(file: &str, error: &figment::Error) -> Complaint {
    Complaint::new("a value that cannot be used", "compare it with `poortwachter config example`")
        .at(file)
        .about(error.path.join("."))
}

/// The line of a position, counted from 1.
fn line(text: &str, position: usize) -> usize {
    text.bytes().take(position).filter(|byte| *byte == b'\n').count() + 1
}

/// One source for figment.
pub(super) struct Layer(pub(super) Dict);

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named("settings")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.0.clone()))
    }
}
