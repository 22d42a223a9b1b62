//! What the columns of a file are called, in Dutch and in English, and what `--map` says of the others.

use std::sync::Arc;

use super::record::COLUMNS;
use crate::complaint::{Complaint, quoted};

/// What a column says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The name to log in with.
    Username,
    /// The whole name.
    Name,
    /// The first name; with the next two it makes the whole name where there is none.
    FirstName,
    /// What stands between first and last name in Dutch.
    Infix,
    /// The last name.
    LastName,
    /// The first mail address.
    Mail,
    /// The second one.
    NoticeMail,
    /// The telephone number.
    Phone,
    /// Groups for applications.
    Groups,
    /// The language of mails.
    Language,
    /// What they may do in the portal.
    Role,
    /// A password hash.
    Password,
    /// Whether they may log in.
    Enabled,
}

impl Field {
    /// Each with the word of `--map`, and what people call such a column, in small letters without signs.
    const NAMES: [(Self, &'static str, &'static [&'static str]); 13] = [
        (
            Self::Username,
            "username",
            &[
                "gebruikersnaam",
                "gebruiker",
                "user",
                "login",
                "loginnaam",
                "inlognaam",
                "userid",
                "uid",
                "samaccountname",
            ],
        ),
        (Self::Name, "name", &["naam", "volledigenaam", "fullname", "displayname", "weergavenaam", "cn"]),
        (Self::FirstName, "first-name", &["voornaam", "roepnaam", "givenname"]),
        (Self::Infix, "infix", &["tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels"]),
        (Self::LastName, "last-name", &["achternaam", "surname", "familienaam", "sn"]),
        (Self::Mail, "mail", &["email", "emailadres", "emailaddress", "mailadres", "mailaddress"]),
        (
            Self::NoticeMail,
            "notice-mail",
            &["tweedemail", "tweedeemail", "tweedeemailadres", "priveemail", "privemail", "secondmail", "secondemail"],
        ),
        (
            Self::Phone,
            "phone",
            &["telefoon", "telefoonnummer", "phonenumber", "mobiel", "mobielnummer", "mobile", "gsm", "tel"],
        ),
        (Self::Groups, "groups", &["groepen", "groep", "group"]),
        (Self::Language, "language", &["taal", "lang", "locale"]),
        (Self::Role, "role", &["rol"]),
        (Self::Password, "password", &["wachtwoord", "wachtwoordhash", "passwordhash", "hash", "userpassword"]),
        (Self::Enabled, "enabled", &["actief", "active", "ingeschakeld"]),
    ];

    /// The word that `--map` takes.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(field, ..)| *field == self).map_or("", |(_, word, _)| word)
    }

    /// Reads a word of `--map`, or what a column is called.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let called = |(_, word, others): &&(Self, &str, &[&str])| {
            word.replace('-', "") == plain || others.contains(&plain.as_str())
        };
        Self::NAMES.iter().find(called).map(|(field, ..)| *field)
    }

    fn words() -> String {
        Self::NAMES.map(|(_, word, _)| word).join(", ")
    }
}

/// One `--map column=field`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    column: String,
    /// `None` leaves the column out.
    field: Option<Field>,
}

impl Mapping {
    /// Reads `column=field`; the field `-` leaves the column out.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (column, word) = text.rsplit_once('=').ok_or("write it as column=field")?;
        let field = if word == "-" { None } else { Some(Field::parse(word).ok_or_else(Self::usage)?) };
        if column.trim().is_empty() {
            Err("write it as column=field".to_owned())
        } else {
            Ok(Self { column: column.trim().to_owned(), field })
        }
    }

    fn usage() -> String {
        format!("the fields are {}, and - for a column that is left out", Field::words())
    }
}

/// What each column says. One column can say several things: a mail address may be the username too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// For each column its fields.
    pub fields: Vec<(Arc<str>, Vec<Field>)>,
    /// Columns that say nothing for us.
    pub unknown: Vec<Arc<str>>,
}

impl Columns {
    /// Knows the columns of a header; a complaint names the column that is missing, doubled or not there.
    pub fn of_header(header: &[String], mappings: &[Mapping]) -> Result<Self, Complaint> {
        if header.len() > COLUMNS {
            let found = format!("{COLUMNS} columns and more");
            return Err(Complaint::new(found, "is this the right file? Keep the columns that say something of people"));
        }
        let mut columns = Self::default();
        for name in header {
            columns.add(name, mappings);
        }
        columns.check_mappings(mappings)?;
        columns.check_doubles()?;
        if !columns.holds(Field::Username) {
            let names = header.iter().map(|name| quoted(name)).take(12).collect::<Vec<_>>().join(", ");
            let advice = "call the column with the names to log in with \"username\", or say --map COLUMN=username";
            return Err(Complaint::new(format!("no column with usernames among {names}"), advice));
        }
        Ok(columns)
    }

    /// Knows a column by itself, where every record names its own.
    pub fn fields_of(name: &str, mappings: &[Mapping]) -> Vec<Field> {
        let mapped: Vec<&Mapping> =
            mappings.iter().filter(|mapping| mapping.column.eq_ignore_ascii_case(name.trim())).collect();
        if mapped.is_empty() {
            return Field::parse(name).into_iter().collect();
        }
        mapped.iter().filter_map(|mapping| mapping.field).collect()
    }

    fn add(&mut self, name: &str, mappings: &[Mapping]) {
        let (shared, fields): (Arc<str>, _) = (name.trim().into(), Self::fields_of(name, mappings));
        if fields.is_empty() {
            self.unknown.push(Arc::clone(&shared));
        }
        self.fields.push((shared, fields));
    }

    fn holds(&self, field: Field) -> bool {
        self.fields.iter().any(|(_, fields)| fields.contains(&field))
    }

    fn check_mappings(&self, mappings: &[Mapping]) -> Result<(), Complaint> {
        let there = |mapping: &&Mapping| self.fields.iter().any(|(name, _)| mapping.column.eq_ignore_ascii_case(name));
        match mappings.iter().find(|mapping| !there(mapping)) {
            Some(missing) => {
                let found = format!("no column {} in the file", quoted(&missing.column));
                Err(Complaint::new(found, "write the name as it stands in the first line").about("--map"))
            }
            None => Ok(()),
        }
    }

    fn check_doubles(&self) -> Result<(), Complaint> {
        for (field, word, _) in Field::NAMES {
            let mut holders = self.fields.iter().filter(|(_, fields)| fields.contains(&field));
            if let (Some((one, _)), Some((other, _))) = (holders.next(), holders.next()) {
                let found = format!("{} and {}, which both say {word}", quoted(one), quoted(other));
                return Err(Complaint::new(found, "leave one out with --map COLUMN=-"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn columns_are_known_in_both_languages() {
        for (name, field) in [
            ("Gebruikersnaam", Field::Username),
            ("user name", Field::Username),
            ("E-mail", Field::Mail),
            ("E-mailadres", Field::Mail),
            ("Telefoon", Field::Phone),
            ("first_name", Field::FirstName),
            ("Tussenvoegsel(s)", Field::Infix),
            ("TAAL", Field::Language),
            ("Rol", Field::Role),
        ] {
            assert_eq!(Field::parse(name), Some(field), "{name}");
        }
        for (field, word, _) in Field::NAMES {
            assert_eq!((Field::parse(word), field.as_str()), (Some(field), word));
        }
        assert_eq!(Field::parse("Personeelsnummer"), None);
    }

    #[test]
    fn a_mapping_wins_and_may_use_a_column_twice() {
        let mappings = ["Postadres=mail", "Postadres=username", "naam=-"].map(|text| Mapping::parse(text).unwrap());
        let columns = Columns::of_header(&header("Postadres,Naam,Extra"), &mappings).unwrap();
        assert_eq!(columns.fields[0].1, [Field::Mail, Field::Username]);
        assert_eq!(columns.unknown.iter().map(|name| &**name).collect::<Vec<_>>(), ["Naam", "Extra"]);
        assert!(Mapping::parse("a=b").unwrap_err().contains("notice-mail"));
        assert!(Mapping::parse("username").is_err());
    }

    #[test]
    fn a_header_that_cannot_be_used_is_told() {
        let refused =
            |text: &str, mappings: &[Mapping]| Columns::of_header(&header(text), mappings).unwrap_err().to_string();
        assert!(refused("naam,mail", &[]).contains("no column with usernames among \"naam\", \"mail\""));
        assert!(refused("username,login", &[]).contains("\"username\" and \"login\", which both say username"));
        let absent = [Mapping::parse("x=mail").unwrap()];
        assert!(refused("username", &absent).contains("--map: found no column \"x\""));
        assert!(refused(&vec!["x"; 201].join(","), &[]).contains("200 columns and more"));
    }
}
