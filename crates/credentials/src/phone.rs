//! Mobile numbers: read as people write them, kept as E.164, shown with the last two digits only (requirements SM-06, SM-08).
//!
//! Which numbers are mobile and of which country is known by a library; which countries are allowed is a setting
//! ([`PhonePolicy`]).

use std::cmp::Ordering;
use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The longest number that people write, with its spaces; E.164 has 15 digits at most.
const LONGEST: usize = 32;
/// How much of a number its prefix leaves out: the block in which somebody rents numbers.
const BLOCK: usize = 4;
/// The Dutch range for machines (097): the library counts it as mobile, and nobody holds such a number in their hand.
const MACHINES: &str = "+3197";

/// A mobile number in E.164, such as `+31612345678`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// A country as its two letters (ISO 3166-1).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country(Region);

/// What is wrong with a number that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PhoneRefusal {
    /// Nothing was typed.
    #[error("no number was given")]
    Empty,
    /// Something other than digits, spaces, dashes, brackets and a plus at the beginning.
    #[error("a number has digits only")]
    BadCharacter,
    /// Fewer digits than any number of that country has.
    #[error("the number is too short")]
    TooShort,
    /// More digits than any number of that country has.
    #[error("the number is too long")]
    TooLong,
    /// No number of any country.
    #[error("this is no telephone number")]
    Unknown,
    /// A landline, a service number, a premium number: nothing that gets an SMS in somebody's hand.
    #[error("this is no mobile number")]
    NotMobile,
    /// A mobile number of a country that the settings do not allow.
    #[error("numbers of this country are not allowed")]
    Country,
}

/// Which countries' mobile numbers may be enrolled; the first one is taken for numbers that are written without a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhonePolicy {
    countries: Vec<Country>,
}

impl Country {
    /// Reads two letters, such as `NL`.
    pub fn parse(text: &str) -> Option<Self> {
        let known = |region: &Region| PHONE_NUMBER_UTIL.get_country_code_for_region(*region).is_some();
        (text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()))
            .then(|| Region::from_code(text).ok().filter(known).map(Self))
            .flatten()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_region_str().as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PhonePolicy {
    /// The countries of the settings; `None` for an empty list.
    pub fn new(countries: Vec<Country>) -> Option<Self> {
        (!countries.is_empty()).then_some(Self { countries })
    }

    /// Reads a number as people write it and checks that it is a mobile one of an allowed country (requirement SM-06).
    pub fn parse(&self, text: &str) -> Result<PhoneNumber, PhoneRefusal> {
        let number = read(text, self.countries.first().copied())?;
        self.check(&number)?;
        Ok(number)
    }

    /// Checks a number that was enrolled before: the settings may have changed since.
    pub fn check(&self, number: &PhoneNumber) -> Result<(), PhoneRefusal> {
        let country = number.country().ok_or(PhoneRefusal::Unknown)?;
        if self.countries.contains(&country) { Ok(()) } else { Err(PhoneRefusal::Country) }
    }
}

impl Default for PhonePolicy {
    fn default() -> Self {
        Self { countries: vec![Country(Region::NL)] }
    }
}

impl PhoneNumber {
    /// Takes over a number that was stored; `None` when it is not the E.164 form of a mobile number.
    pub fn from_e164(text: &str) -> Option<Self> {
        read(text, None).ok().filter(|number| number.0 == text)
    }

    /// Takes over a number that was sealed when it was enrolled, whatever the library thinks of it by now: its lists change from release to
    /// release, and nobody may be locked out by that. `None` when it has not the form of E.164.
    pub(crate) fn from_sealed(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let sound = (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        sound.then(|| Self(text.to_owned()))
    }

    /// The number with its country, for the gateway: the only way out.
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// The last two digits, to recognise one's own number by (requirement SM-08).
    pub fn last_two(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(2)..).unwrap_or_default()
    }

    /// All but the last four digits: numbers that somebody rents by the block share it (requirement SM-07).
    pub fn prefix(&self) -> &str {
        self.0.get(..self.0.len().saturating_sub(BLOCK)).unwrap_or_default()
    }

    /// Which country's number it is.
    pub fn country(&self) -> Option<Country> {
        let parsed = PHONE_NUMBER_UTIL.parse(&self.0, None).ok()?;
        parsed.get_region_code().map(Country)
    }
}

/// Reads a number; the library would take letters for digits, so what it may see is checked first.
fn read(text: &str, home: Option<Country>) -> Result<PhoneNumber, PhoneRefusal> {
    use rlibphonenumber::ParseError;
    let text = text.trim();
    if text.is_empty() {
        return Err(PhoneRefusal::Empty);
    }
    let plus_inside = text.chars().skip(1).any(|c| c == '+');
    if plus_inside || !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | ' ')) {
        return Err(PhoneRefusal::BadCharacter);
    }
    if text.len() > LONGEST {
        return Err(PhoneRefusal::TooLong);
    }
    let parsed = PHONE_NUMBER_UTIL.parse(text, home.map(|country| country.0)).map_err(|error| match error {
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => PhoneRefusal::TooShort,
        ParseError::TooLongNsn => PhoneRefusal::TooLong,
        ParseError::InvalidCountryCode | ParseError::NotANumber(_) => PhoneRefusal::Unknown,
    })?;
    if !parsed.is_valid() {
        return Err(length(&parsed));
    }
    match parsed.get_type() {
        // Where a country does not tell the two apart, the code that must be typed back decides.
        PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile => {
            let number = PhoneNumber(parsed.format_as(PhoneNumberFormat::E164).into_owned());
            if number.0.starts_with(MACHINES) { Err(PhoneRefusal::NotMobile) } else { Ok(number) }
        }
        _ => Err(PhoneRefusal::NotMobile),
    }
}

/// What is wrong with a number that no one has: seen beside an ordinary mobile number of the same country.
fn length(parsed: &rlibphonenumber::PhoneNumber) -> PhoneRefusal {
    let region = PHONE_NUMBER_UTIL.get_region_for_country_code(parsed.country_code);
    let example = region.and_then(|region| {
        PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, PhoneNumberType::Mobile).ok()
    });
    let Some(example) = example else { return PhoneRefusal::Unknown };
    let digits = |number: &rlibphonenumber::PhoneNumber| number.get_national_significant_number().len();
    match digits(parsed).cmp(&digits(&example)) {
        Ordering::Less => PhoneRefusal::TooShort,
        Ordering::Greater => PhoneRefusal::TooLong,
        Ordering::Equal => PhoneRefusal::Unknown,
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber(…{})", self.last_two())
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0.clone()
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_e164(&text).ok_or("expected a mobile number in E.164")
    }
}
