//! The description of a settings key, and the macro that makes the struct and its description from one text.
//!
//! A key stands once in the source: its doc comment is the meaning that `config example` prints, its kind is what the
//! reader checks, its standing is the default. So the struct, the example and the checks cannot disagree.

/// One key of the settings.
#[derive(Debug)]
pub struct Key {
    /// The name in the TOML file.
    pub name: &'static str,
    /// The doc comment of the field, line by line, each with a leading space.
    pub meaning: &'static [&'static str],
    /// What may stand there.
    pub kind: Kind,
    /// What holds when nobody sets it.
    pub standing: Standing,
}

/// What may stand behind a key.
#[derive(Debug)]
pub enum Kind {
    /// A text that passes the check; the check answers what is wrong, `expected` says what to write.
    Text {
        /// What to write, as a phrase after "write".
        expected: &'static str,
        /// Says what is wrong with a text.
        check: Check,
    },
    /// Like a text, but never shown.
    Secret {
        /// What to write, as a phrase after "write".
        expected: &'static str,
        /// Says what is wrong with a text, without repeating it.
        check: Check,
    },
    /// A whole number between two bounds, both included.
    Whole {
        /// The least that is accepted.
        least: i64,
        /// The most that is accepted.
        most: i64,
    },
    /// `true` or `false`.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of texts, each of which passes the check.
    Texts {
        /// What each is, as a phrase after "write a list of".
        expected: &'static str,
        /// Says what is wrong with one of the texts.
        check: Check,
    },
    /// Like a list of texts, but never shown.
    SecretTexts {
        /// What each is, as a phrase after "write a list of".
        expected: &'static str,
        /// Says what is wrong with one of the texts, without repeating it.
        check: Check,
    },
    /// A list of tables with these keys.
    Rows(&'static [Key]),
    /// A table with these keys.
    Section(&'static [Key]),
}

/// Says in a clause what is wrong with a text.
pub type Check = fn(&str) -> Result<(), &'static str>;

/// What holds when nobody sets a key; the texts are TOML.
#[derive(Debug)]
pub enum Standing {
    /// This value.
    Default(&'static str),
    /// Nothing; the text is an example.
    Absent(&'static str),
    /// Nothing; the text is an example for rows of another kind than the one that the example shows.
    OtherKind(&'static str),
    /// The table cannot do without it; the text is an example.
    Required(&'static str),
    /// The keys inside have their own.
    Inside,
}

/// The usual check: the text parses as the type that the struct holds.
pub fn parses<T>(text: &str) -> Result<(), &'static str>
where
    T: TryFrom<String, Error = &'static str>,
{
    T::try_from(text.to_owned()).map(drop)
}

/// The check of texts that people read on a page: 1 to 200 characters, no control characters.
pub fn readable(text: &str) -> Result<(), &'static str> {
    match text.chars().count() {
        0 => Err("it is empty"),
        1..=200 if text.chars().any(crate::complaint::disturbs) => Err("it holds a control character"),
        1..=200 => Ok(()),
        _ => Err("it is longer than 200 characters"),
    }
}

/// Makes a struct and its `KEYS` from one text: `/// meaning`, perhaps a `#[serde(...)]`, then `name: Type = kind, standing;`.
macro_rules! keys {
    (
        $(#[doc = $about:literal])+
        pub struct $name:ident {
            $( $(#[doc = $meaning:literal])+ $(#[serde($($serde:tt)*)])? $key:ident: $type:ty = $kind:expr, $standing:expr; )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $( $(#[doc = $meaning])+ $(#[serde($($serde)*)])? pub $key: $type, )+
        }

        impl $name {
            /// The description of each key, in the order of the struct.
            pub const KEYS: &'static [$crate::settings::key::Key] = &[
                $( $crate::settings::key::Key {
                    name: stringify!($key),
                    meaning: &[$($meaning),+],
                    kind: $kind,
                    standing: $standing,
                }, )+
            ];
        }
    };
}
pub(crate) use keys;
