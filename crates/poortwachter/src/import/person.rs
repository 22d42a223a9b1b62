//! A person of a record: every field checked as `account add` checks it, with the column that is wrong.

use credentials::hashing::{ForeignHash, ForeignRefusal};
use credentials::phone::PhonePolicy;
use journey::{Language, Role, Username};

use super::jsonl::LIST;
use super::{Field, Record};
use crate::commands::account::person as fields;
use crate::complaint::{Complaint, quoted};

/// A person that a file describes; `None` where it says nothing. It has no `Debug`: it holds personal data.
#[derive(Clone)]
pub struct Wanted {
    /// Where it stands.
    pub line: u64,
    /// The one form of the name.
    pub username: Username,
    /// How the person is called.
    pub display_name: Option<String>,
    /// Where links and notices go.
    pub mail: Option<String>,
    /// A second address for notices only.
    pub notice_mail: Option<String>,
    /// A phone number.
    pub phone: Option<String>,
    /// Names for applications.
    pub groups: Option<Vec<String>>,
    /// What they may do in the portal.
    pub role: Option<Role>,
    /// In which language they are written to.
    pub language: Option<Language>,
    /// Whether they may log in.
    pub enabled: Option<bool>,
    /// The hash of a password.
    pub password: Option<ForeignHash>,
    /// Whether they have to change it.
    pub new_password: bool,
    /// What is said of them in the report.
    pub notes: Vec<String>,
}

/// Why a record makes nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// As the file calls it; empty where it is about the whole record.
    pub column: String,
    /// Why.
    pub why: String,
}

impl Refused {
    /// About a column.
    pub fn new(column: impl Into<String>, why: impl Into<String>) -> Self {
        Self { column: column.into(), why: why.into() }
    }
}

/// Reads people with the countries of the settings.
pub struct Reading {
    /// Which national numbers are understood.
    pub phones: PhonePolicy,
    /// Whether hashes are left out.
    pub without_passwords: bool,
}

impl Reading {
    /// Makes a person of a record.
    pub fn person(&self, record: &Record) -> Result<Wanted, Refused> {
        let username = told(record, Field::Username, fields::username)?
            .ok_or_else(|| Refused::new(column(record, Field::Username), "no username"))?;
        let (password, mut notes) = if self.without_passwords { (None, Vec::new()) } else { hash(record)? };
        notes.extend(record.notes.iter().map(|note| (*note).to_owned()));
        Ok(Wanted {
            line: record.line,
            username,
            display_name: name(record)?,
            mail: told(record, Field::Mail, |text| fields::mail("mail", text))?,
            notice_mail: told(record, Field::NoticeMail, |text| fields::mail("notice-mail", text))?,
            phone: told(record, Field::Phone, |text| self.phone(text))?,
            groups: told(record, Field::Groups, |text| fields::groups(&split(text)))?,
            role: told(record, Field::Role, role)?,
            language: told(record, Field::Language, language)?,
            enabled: told(record, Field::Enabled, yes_or_no)?,
            new_password: record.new_password && password.is_some(),
            password,
            notes,
        })
    }

    /// A mobile number as people at home write it, or any number with its country.
    fn phone(&self, text: &str) -> Result<String, Complaint> {
        if let Ok(number) = self.phones.parse(text) {
            return Ok(number.as_e164().to_owned());
        }
        let international = text.strip_prefix("00").map(|rest| format!("+{rest}"));
        let number = fields::optional_phone(international.as_deref().unwrap_or(text))?;
        number.ok_or_else(|| Complaint::new(quoted(text), "write a telephone number"))
    }
}

fn column(record: &Record, field: Field) -> String {
    record
        .cells
        .iter()
        .find(|cell| cell.field == field)
        .map_or_else(|| field.as_str().to_owned(), |cell| cell.column.to_string())
}

/// What the record says of a field, if it says anything; a complaint becomes a refusal with the column's own name.
fn told<T>(record: &Record, field: Field, read: impl Fn(&str) -> Result<T, Complaint>) -> Result<Option<T>, Refused> {
    let Some(cell) = record.cells.iter().find(|cell| cell.field == field).filter(|cell| !cell.text.is_empty()) else {
        return Ok(None);
    };
    if cell.text.contains(char::REPLACEMENT_CHARACTER) {
        let why = "a character that could not be read; is the encoding right?";
        return Err(Refused::new(&*cell.column, why));
    }
    read(&cell.text).map(Some).map_err(|complaint| Refused::new(&*cell.column, complaint.found_and_advice()))
}

/// The name, or what its parts make.
fn name(record: &Record) -> Result<Option<String>, Refused> {
    if let Some(whole) = told(record, Field::Name, fields::name)? {
        return Ok(Some(whole));
    }
    let mut parts = Vec::new();
    for field in [Field::FirstName, Field::Infix, Field::LastName] {
        parts.extend(told(record, field, fields::name)?);
    }
    let joined = parts.join(" ");
    if joined.is_empty() {
        return Ok(None);
    }
    let refused = |complaint: Complaint| Refused::new(column(record, Field::LastName), complaint.found_and_advice());
    fields::name(&joined).map(Some).map_err(refused)
}

type Hash = (Option<ForeignHash>, Vec<String>);

fn hash(record: &Record) -> Result<Hash, Refused> {
    let cell = record.cells.iter().find(|cell| cell.field == Field::Password).filter(|cell| !cell.text.is_empty());
    let found = match (&record.password, cell) {
        (Some(found), _) => found.clone(),
        (None, Some(cell)) => ForeignHash::parse(&cell.text),
        (None, None) => return Ok((None, Vec::new())),
    };
    match found {
        Ok(hash) if hash.is_weak() => {
            let note = format!("a weak password hash ({}), made anew at the first login", hash.scheme());
            Ok((Some(hash), vec![note]))
        }
        Ok(hash) => Ok((Some(hash), Vec::new())),
        Err(ForeignRefusal::NoPassword) => Ok((None, vec!["no usable password in the file".to_owned()])),
        Err(why) => {
            let advice = "; with --no-passwords the account is made without it";
            Err(Refused::new(column(record, Field::Password), format!("{why}{advice}")))
        }
    }
}

/// A list as JSON has it, or with commas, semicolons or bars.
fn split(text: &str) -> Vec<String> {
    let parts = if text.contains(LIST) { text.split(&[LIST][..]) } else { text.split(&[',', ';', '|'][..]) };
    parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn role(text: &str) -> Result<Role, Complaint> {
    match text.to_lowercase().as_str() {
        "user" | "gebruiker" => Ok(Role::User),
        "help-desk" | "helpdesk" => Ok(Role::HelpDesk),
        "administrator" | "admin" | "beheerder" => Ok(Role::Administrator),
        "auditor" => Ok(Role::Auditor),
        _ => Err(Complaint::new(quoted(text), "write user, help-desk, administrator or auditor")),
    }
}

fn language(text: &str) -> Result<Language, Complaint> {
    let first = text.to_lowercase();
    match first.split(['-', '_']).next().unwrap_or_default() {
        "nl" | "nld" | "dut" | "nederlands" | "dutch" => Ok(Language::Nl),
        "en" | "eng" | "engels" | "english" => Ok(Language::En),
        _ => Err(Complaint::new(quoted(text), "write nl or en")),
    }
}

fn yes_or_no(text: &str) -> Result<bool, Complaint> {
    match text.to_lowercase().as_str() {
        "ja" | "j" | "yes" | "y" | "true" | "waar" | "1" | "actief" | "active" | "enabled" => Ok(true),
        "nee" | "n" | "no" | "false" | "onwaar" | "0" | "inactief" | "inactive" | "disabled" => Ok(false),
        _ => Err(Complaint::new(quoted(text), "write ja or nee")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Cell;

    fn record(cells: &[(Field, &str)]) -> Record {
        let cell = |(field, text): &(Field, &str)| Cell {
            field: *field,
            column: field.as_str().into(),
            text: (*text).to_owned(),
        };
        Record { line: 7, cells: cells.iter().map(cell).collect(), ..Record::default() }
    }

    fn read(cells: &[(Field, &str)]) -> Result<Wanted, Refused> {
        Reading { phones: PhonePolicy::default(), without_passwords: false }.person(&record(cells))
    }

    #[test]
    fn a_person_of_a_spreadsheet() {
        let found = read(&[
            (Field::Username, " J.Jansen "),
            (Field::FirstName, "Jolanda"),
            (Field::Infix, "van der"),
            (Field::LastName, "Berg"),
            (Field::Mail, "j@example.org"),
            (Field::Phone, "06-12345678"),
            (Field::Groups, "hr; it|hr"),
            (Field::Language, "en-GB"),
            (Field::Enabled, "Nee"),
            (Field::Role, "Beheerder"),
        ])
        .unwrap_or_else(|refused| panic!("{refused:?}"));
        assert_eq!(
            (found.username.as_str(), found.display_name.as_deref()),
            ("j.jansen", Some("Jolanda van der Berg"))
        );
        assert_eq!(found.phone.as_deref(), Some("+31612345678"));
        assert_eq!(found.groups, Some(vec!["hr".to_owned(), "it".to_owned()]));
        assert_eq!(
            (found.language, found.enabled, found.role),
            (Some(Language::En), Some(false), Some(Role::Administrator))
        );
        let landline = read(&[(Field::Username, "x"), (Field::Phone, "0031 30 1234567")]).map(|found| found.phone);
        assert_eq!(landline, Ok(Some("+31301234567".to_owned())));
    }

    #[test]
    fn what_is_wrong_names_its_column() {
        for (field, text, says) in [
            (Field::Mail, "nobody", "write a mail address"),
            (Field::Phone, "+3367a829916", "write the number with its country"),
            (Field::Language, "fr", "write nl or en"),
            (Field::Role, "king", "write user, help-desk"),
            (Field::Enabled, "maybe", "write ja or nee"),
            (Field::Name, "Bea\u{1b}[2J", "in one line"),
            (Field::Name, "Zo\u{fffd}", "is the encoding right?"),
            (Field::Password, "Welkom01", "no password hash of a kind that is known here; with --no-passwords"),
            (Field::Password, "$apr1$a$b", "made with MD5"),
        ] {
            let refused = read(&[(Field::Username, "bea"), (field, text)]).map(|_| ()).unwrap_err();
            assert_eq!(refused.column, field.as_str());
            assert!(refused.why.contains(says), "{refused:?}");
            assert!(field != Field::Password || !refused.why.contains(text), "LO-03: {refused:?}");
        }
        for bad in ["", "b a", "j\u{430}n", "\u{455}\u{441}\u{43e}\u{440}\u{435}"] {
            let refused = read(&[(Field::Username, bad)]).map(|_| ()).unwrap_err();
            assert_eq!(refused.column, "username", "{bad}");
        }
    }

    #[test]
    fn hashes_are_taken_weak_ones_with_a_word_and_none_when_asked() {
        let ssha = [(Field::Username, "bea"), (Field::Password, "{SSHA}5rUK7bIHiwjC6txPD7Ks03afT90BAgMEBQYHCA==")];
        let found = read(&ssha).unwrap_or_else(|refused| panic!("{refused:?}"));
        assert!(found.password.is_some() && found.notes[0].contains("weak password hash (SSHA)"));
        let without = Reading { phones: PhonePolicy::default(), without_passwords: true }.person(&record(&ssha));
        assert!(without.is_ok_and(|found| found.password.is_none() && found.notes.is_empty()));
        let none = read(&[(Field::Username, "bea"), (Field::Password, "!")]);
        assert!(none.is_ok_and(|found| found.password.is_none()));
    }
}
