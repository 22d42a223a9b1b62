//! What every page shares: words, brand, notice, errors, the token of its forms.
//!
//! Templates speak through the frame: `frame.t(key)` for a text, `frame.say(message)` for a message of a
//! handler, `frame.error(field)` for what is wrong with a field. The brand's name and the help desk are
//! arguments of every text.

use std::borrow::Borrow;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::session_clock::SessionClock;
use crate::look::assets::asset_url;
use crate::look::{Arg, Brand, BrandSettings, Lang, Message, Texts};

/// A page that can show itself in every state that matters.
pub trait Page: askama::Template + Sized {
    /// The page's name in the gallery and in snapshots.
    const NAME: &'static str;

    /// The page in its states, each with a short name.
    fn samples(frame: &Frame) -> Vec<(&'static str, Self)>;
}

/// How a notice is meant; told by icon and words, not by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something to know.
    Info,
    /// Something was done.
    Success,
    /// Something to mind.
    Warning,
}

impl Tone {
    /// The name of the tone in the markup.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
        }
    }
}

/// A message above the page's task, for example after a redirect.
#[derive(Clone, Debug)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub message: Message,
}

/// What is wrong with a field.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's name; `""` when it is about the form as a whole.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: Message,
}

/// The two shapes of a recovery code (product rule J7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFormat {
    /// Sixteen decimal digits.
    Digits,
    /// Sixteen Crockford base32 characters, the last a check symbol.
    Base32,
}

impl CodeFormat {
    /// The shape as the hint shows it.
    pub const fn shape(self) -> &'static str {
        match self {
            Self::Digits => "1234 - 5678 - 9012 - 3456",
            Self::Base32 => "7K4M - Q2ZD - 93RA - XW8T",
        }
    }

    /// The keyboard that a phone should show.
    pub const fn input_mode(self) -> &'static str {
        match self {
            Self::Digits => "numeric",
            Self::Base32 => "text",
        }
    }

    /// The text key of the hint under the field.
    pub const fn hint_key(self) -> &'static str {
        match self {
            Self::Digits => "recovery-code-hint-digits",
            Self::Base32 => "recovery-code-hint-base32",
        }
    }
}

/// What every page shares.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The words.
    pub texts: Texts,
    /// The operator's brand.
    pub brand: Arc<Brand>,
    /// The path of this page, where the language switch comes back to.
    pub here: String,
    /// The year in the footer.
    pub year: i16,
    /// The token that every form carries.
    pub csrf: String,
    /// A message above the task.
    pub notice: Option<Notice>,
    /// What is wrong with the fields.
    pub errors: Vec<FieldError>,
    /// Seconds until the next try is allowed.
    pub wait_seconds: Option<u32>,
    /// Whether the demo's banner is shown.
    pub demo: bool,
    /// How long the session lasts, on pages behind one.
    pub session: Option<SessionClock>,
    /// Where this tab is going: an application's id, or empty for the own account; the forms of a login carry it along.
    pub to: Option<String>,
    /// Whether the wizard's step bar is shown where there is one; an act in the account has none.
    pub wizard: bool,
    /// The number of the request, beside the help desk's: it leads to the line of the log.
    pub number: Option<String>,
}

impl Frame {
    /// A frame without notice, errors, wait or demo banner.
    pub fn new(texts: Texts, brand: Arc<Brand>, here: &str, year: i16, csrf: &str) -> Self {
        Self {
            texts,
            brand,
            here: here.to_owned(),
            year,
            csrf: csrf.to_owned(),
            notice: None,
            errors: Vec::new(),
            wait_seconds: None,
            demo: false,
            session: None,
            to: None,
            wizard: true,
            number: None,
        }
    }

    /// The same frame with a notice.
    #[must_use]
    pub fn with_notice(mut self, tone: Tone, message: Message) -> Self {
        self.notice = Some(Notice { tone, message });
        self
    }

    /// The same frame with one more error.
    #[must_use]
    pub fn with_error(mut self, field: &'static str, message: Message) -> Self {
        self.errors.push(FieldError { field, message });
        self
    }

    /// The same frame with a wait in seconds.
    #[must_use]
    pub fn with_wait(mut self, seconds: u32) -> Self {
        self.wait_seconds = Some(seconds);
        self
    }

    /// The same frame in a session of the samples.
    #[must_use]
    pub(super) fn in_sample_session(mut self) -> Self {
        let (now, idle) = (Self::sample_instant(), SignedDuration::from_mins(30));
        let expires_at = now + SignedDuration::from_hours(12);
        self.session =
            Some(SessionClock::new("sample".to_owned(), (now, idle), expires_at, now, (&self.texts, &TimeZone::UTC)));
        self
    }

    /// The frame that samples start from, in this language.
    ///
    /// # Panics
    ///
    /// Never: its brand's default accent is readable, which a test shows.
    pub fn sample(lang: Lang) -> Self {
        let settings = BrandSettings {
            product: "VerzuimSignaal".to_owned(),
            organisation: "Voorbeeld Arbodienst".to_owned(),
            address: vec!["Postbus 1234".to_owned(), "3500 AB Utrecht".to_owned()],
            help_desk_phone: "088 123 45 67".to_owned(),
            help_desk_mail: "helpdesk@voorbeeld.example".to_owned(),
            help_desk_text: "Op werkdagen van 8.00 tot 17.00 uur.".to_owned(),
            ..BrandSettings::default()
        };
        let brand = Brand::new(settings).expect("invariant: the default accent is readable");
        Self::new(Texts::of(lang), Arc::new(brand), "/login", 2026, "sample-token")
    }

    /// The moment of the samples: 22 November 2026, 13:05 UTC.
    pub(super) fn sample_instant() -> Timestamp {
        Timestamp::from_second(1_795_352_700).unwrap_or_default()
    }

    /// The moment of the samples in words: day, and day with time.
    pub(super) fn sample_times(&self) -> (String, String) {
        let when = Self::sample_instant();
        (self.texts.date(when, &TimeZone::UTC), self.texts.date_time(when, &TimeZone::UTC))
    }

    /// A text by its key.
    pub fn t(&self, key: &str) -> String {
        self.filled(key, &[])
    }

    /// A text with one argument in words.
    pub fn tx(&self, key: &str, name: &'static str, value: &str) -> String {
        self.filled(key, &[(name, value.into())])
    }

    /// A text with one number.
    pub fn tn(&self, key: &str, name: &'static str, value: impl Borrow<u32>) -> String {
        self.filled(key, &[(name, (*value.borrow()).into())])
    }

    /// Whom to call or write to, and when, and which number to mention.
    pub fn help_desk_line(&self) -> String {
        let brand = &self.brand;
        let too = !brand.help_desk_phone.is_empty() && !brand.help_desk_mail.is_empty();
        let mail = too.then(|| self.t("help-desk-mail-too"));
        let hours = Some(brand.help_desk_text.clone()).filter(|hours| !hours.is_empty());
        let number =
            self.number.as_ref().map(|number| self.filled("help-desk-number", &[("number", Arg::from(number))]));
        [Some(self.t("help-desk-line")), mail, hours, number].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// A message of a handler.
    pub fn say(&self, message: &Message) -> String {
        self.filled(message.key, &message.args)
    }

    /// A text with several arguments.
    pub(crate) fn filled(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        let mut all = brand_args(&self.brand);
        all.extend_from_slice(args);
        self.texts.with(key, &all)
    }

    /// What is wrong with a field, when something is.
    pub fn error(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|error| error.field == field).map(|error| self.say(&error.message))
    }

    /// Whether the errors are repeated above the task: when there are several, or one that is no field's.
    pub fn has_summary(&self) -> bool {
        self.errors.len() > 1 || self.errors.iter().any(|error| error.field.is_empty())
    }

    /// Whether this field gets the focus: the first one in error, unless the summary has it.
    pub fn focuses(&self, field: &str, otherwise: impl Borrow<bool>) -> bool {
        match self.errors.first() {
            Some(_) if self.has_summary() => false,
            Some(first) => first.field == field,
            None => *otherwise.borrow(),
        }
    }

    /// The text of the document title: "Fout: " first when something is wrong.
    pub fn title(&self, key: &str) -> String {
        let title = self.t(key);
        if self.errors.is_empty() { title } else { format!("{}: {title}", self.t("error-word")) }
    }

    /// The address of an asset.
    #[allow(clippy::unused_self)] // templates can only call what they hold
    pub fn asset(&self, source: &str) -> String {
        asset_url(source)
    }

    /// The address of an asset on a host of which only a folder is ours; `folder` ends with a slash.
    #[allow(clippy::unused_self)] // as above
    pub(super) fn asset_below(&self, folder: &str, url: &str) -> String {
        format!("{folder}{}", url.trim_start_matches('/'))
    }

    /// The code of the language that the switch offers.
    pub fn other_lang(&self) -> &'static str {
        self.texts.lang().other().code()
    }
}

/// The brand's name and help desk as arguments of a text.
pub(super) fn brand_args(brand: &Brand) -> Vec<(&'static str, Arg)> {
    vec![
        ("product", Arg::from(&brand.product)),
        ("organisation", Arg::from(&brand.organisation)),
        ("help_desk", Arg::from(&brand.help_desk_phone)),
        ("has_phone", Arg::from(if brand.help_desk_phone.is_empty() { "no" } else { "yes" })),
        ("help_desk_mail", Arg::from(&brand.help_desk_mail)),
        ("has_mail", Arg::from(if brand.help_desk_mail.is_empty() { "no" } else { "yes" })),
    ]
}
