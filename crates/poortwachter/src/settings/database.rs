//! Where the portal keeps its data.

use std::fmt;

use super::key::{Kind, Standing, keys, parses};

keys! {
    /// The keys of `[database]`.
    pub struct Database {
        /// `sqlite:///path/to/file.db` or `postgres://user:password@host/database`; give a password in the environment rather than here.
        url: DatabaseUrl = Kind::Secret { expected: "sqlite:///path/to/file.db or postgres://user:password@host/database", check: parses::<DatabaseUrl> },
            Standing::Default("\"sqlite:///var/lib/poortwachter/poortwachter.db\"");
        /// Connections kept open at most.
        max_connections: u32 = Kind::Whole { least: 1, most: 500 }, Standing::Default("10");
    }
}

/// Address of the database. It may hold a password, so it has no `Display`, and `Debug` shows only what is safe.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole address with its password, for the driver only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The address without user, password and parameters.
    pub fn shown(&self) -> String {
        let bare = self.0.split('?').next().unwrap_or_default();
        match bare.split_once("://") {
            // The last @ ends the user part, also when a password holds one.
            Some((scheme, rest)) if scheme != "sqlite" => {
                format!("{scheme}://{}", rest.rsplit('@').next().unwrap_or_default())
            }
            _ => bare.to_owned(),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({})", self.shown())
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (scheme, rest) = text.split_once("://").ok_or("it does not begin with sqlite:// or postgres://")?;
        match scheme {
            "sqlite" if rest.is_empty() || rest.starts_with('?') => Err("the file is missing"),
            "sqlite" if rest.contains(":memory:") || rest.contains("mode=memory") => {
                Err("a database in memory forgets everything at the end")
            }
            "postgres" | "postgresql" if rest.is_empty() => Err("the host is missing"),
            "sqlite" | "postgres" | "postgresql" => Ok(Self(text)),
            _ => Err("it does not begin with sqlite:// or postgres://"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Result<DatabaseUrl, &'static str> {
        DatabaseUrl::try_from(text.to_owned())
    }

    #[test]
    fn only_the_two_databases_are_accepted() {
        for good in ["sqlite:///var/lib/p.db", "sqlite://p.db", "postgres://u:p@h/d", "postgresql://h/d"] {
            assert!(url(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "p.db",
            "mysql://h/d",
            "sqlite://",
            "sqlite://?mode=rwc",
            "sqlite://:memory:",
            "sqlite://x?mode=memory",
            "postgres://",
        ] {
            assert!(url(bad).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn lo_03_the_password_is_never_shown() {
        for (text, shown) in [
            ("postgres://piet:s3cret@db.example:5432/poort?sslmode=require", "postgres://db.example:5432/poort"),
            ("postgres://piet:s3c@ret@db/poort", "postgres://db/poort"),
            ("postgres://db/poort?user=piet&password=s3cret", "postgres://db/poort"),
            ("sqlite:///var/lib/p@t.db", "sqlite:///var/lib/p@t.db"),
        ] {
            let url = url(text).unwrap();
            assert_eq!(url.shown(), shown);
            assert_eq!(format!("{url:?}"), format!("DatabaseUrl({shown})"));
        }
    }
}
