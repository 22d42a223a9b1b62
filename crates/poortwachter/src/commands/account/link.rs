//! The links that commands make: activation (rule J6b) and reset (rule J6c), by mail, on a letter, or on the screen.

use std::path::Path;

use credentials::activation_pin::{ActivationPin, KeptPin};
use credentials::ids::GrantId;
use credentials::letter_code::LetterCode;
use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::{GrantSeed, Language};
use store::{LinkDelivery, LinkKind, LinkOrder};
use web::look::Brand;
use web::pages::{PaperFacts, PaperKind};
use zeroize::Zeroizing;

use super::delay::{self, Delay};
use super::desk::Desk;
use super::letter::LetterFile;
use crate::commands::output::plain;
use crate::complaint::Complaint;
use crate::os_rng::OsRng;

/// What to make, and for whom.
pub struct Wanted<'a> {
    /// What it is for.
    pub kind: LinkKind,
    /// How the person is called.
    pub display_name: &'a str,
    /// In which language they are written to.
    pub language: Language,
    /// The account's first mail address.
    pub mail: Option<&'a str>,
    /// The file of a letter, when it goes on paper.
    pub letter: Option<&'a Path>,
    /// How long until it works.
    pub delay: Delay,
}

/// A link to store, and what to say of it.
pub struct Link {
    /// For the store.
    pub order: LinkOrder,
    /// The whole address.
    address: Zeroizing<String>,
    /// The number for another channel.
    pin: Option<ActivationPin>,
    letter: Option<LetterFile>,
    /// Whether it is shown although it is mailed.
    shown_too: bool,
    mail: Option<String>,
    from: Option<String>,
    until: String,
}

/// The secret of a link: with the code that stands for it, when it goes on paper.
struct Secret {
    token: SecretToken,
    code: Option<LetterCode>,
}

impl Secret {
    fn new(on_paper: bool) -> Self {
        let code = on_paper.then(|| LetterCode::generate(&OsRng));
        let token = code.as_ref().map_or_else(|| SecretToken::generate(&OsRng), LetterCode::token);
        Self { token, code }
    }
}

/// Makes a link of the life that the settings give it, and its letter; a complaint without a public address.
pub fn make(desk: &Desk, wanted: &Wanted<'_>) -> Result<Link, Complaint> {
    let secret = Secret::new(wanted.letter.is_some());
    let address = address(desk, wanted.kind, &secret.token)?;
    let has_pin = wanted.kind == LinkKind::Activation && desk.settings.enrolment.activation_pin;
    let pin = has_pin.then(|| ActivationPin::generate(&OsRng));
    let order = order(desk, wanted, (&secret, &address), pin);
    let letter = letter(desk, wanted, &secret, (&order, &address))?;
    Ok(Link {
        // RC-13: no help desk sees a link that is mailed; a new account's is printed as well, and so is a rescue.
        shown_too: wanted.kind == LinkKind::Activation || order.skipped == Some(delay::RESCUE),
        mail: wanted.mail.map(str::to_owned),
        from: order.not_before.map(|at| desk.time(at)),
        until: desk.time(order.expires_at),
        order,
        address,
        pin,
        letter,
    })
}

fn order(
    desk: &Desk,
    wanted: &Wanted<'_>,
    (secret, address): (&Secret, &Zeroizing<String>),
    pin: Option<ActivationPin>,
) -> LinkOrder {
    let seed = GrantSeed { id: GrantId::generate(desk.ctx.now, &OsRng), token: secret.token.hash() };
    let not_before = (!wanted.delay.wait.is_zero()).then(|| desk.ctx.now + wanted.delay.wait);
    let by_mail = wanted.mail.is_some() && desk.settings.mail.is_on();
    LinkOrder {
        not_before,
        // A link lives as long as ever from the moment on that it works.
        expires_at: not_before.unwrap_or(desk.ctx.now) + life(desk, wanted),
        pin: pin.map(|pin| KeptPin::new(pin, seed.id, desk.store.keyring())),
        seed,
        delivery: match wanted.letter {
            Some(_) => LinkDelivery::Letter,
            None if by_mail => LinkDelivery::Mail(address.clone()),
            // Without a mail server the operator hands it over.
            None => LinkDelivery::Shown,
        },
        skipped: wanted.delay.skipped,
    }
}

fn life(desk: &Desk, wanted: &Wanted<'_>) -> SignedDuration {
    let enrolment = &desk.settings.enrolment;
    let hours = match (wanted.letter, wanted.kind) {
        (Some(_), _) => enrolment.letter_days * 24,
        // Setting up is the activation of somebody who has a password already.
        (None, LinkKind::Activation | LinkKind::SetUp) => enrolment.activation_hours,
        (None, LinkKind::HelpDesk) => enrolment.reset_link_hours,
    };
    SignedDuration::from_hours(hours.into())
}

fn address(desk: &Desk, kind: LinkKind, secret: &SecretToken) -> Result<Zeroizing<String>, Complaint> {
    let path = match kind {
        LinkKind::Activation => "activate",
        LinkKind::HelpDesk | LinkKind::SetUp => "reset-link",
    };
    let origin = desk.settings.server.public_url()?.as_str();
    Ok(Zeroizing::new(format!("{origin}/{path}?token={}", secret.expose().as_str())))
}

fn letter(
    desk: &Desk,
    wanted: &Wanted<'_>,
    secret: &Secret,
    (order, address): (&LinkOrder, &str),
) -> Result<Option<LetterFile>, Complaint> {
    let Some((path, code)) = wanted.letter.zip(secret.code.as_ref()) else { return Ok(None) };
    let site = site(desk)?;
    let facts = facts(desk, wanted, (code, &site), (order, address));
    LetterFile::write(desk, path, &facts, wanted.language).map(Some)
}

/// Browsers add https themselves; anything else has to be typed.
fn site(desk: &Desk) -> Result<String, Complaint> {
    let origin = desk.settings.server.public_url()?.as_str();
    Ok(format!("{}/letter", origin.strip_prefix("https://").unwrap_or(origin)))
}

fn facts<'a>(
    desk: &'a Desk,
    wanted: &Wanted<'a>,
    (code, site): (&'a LetterCode, &'a str),
    (order, link): (&LinkOrder, &'a str),
) -> PaperFacts<'a> {
    PaperFacts {
        kind: match wanted.kind {
            LinkKind::Activation => PaperKind::Activation,
            LinkKind::HelpDesk => PaperKind::Reset,
            LinkKind::SetUp => PaperKind::SetUp,
        },
        display_name: wanted.display_name,
        link,
        site,
        code,
        pin: order.pin.is_some(),
        written_at: desk.ctx.now,
        not_before: order.not_before,
        expires_at: order.expires_at,
        zone: &desk.settings.locale.time_zone.0,
    }
}

/// One link of many.
pub struct Bulk {
    /// For the store.
    pub order: LinkOrder,
    /// The sheet of its letter, when it goes on paper.
    pub sheet: Option<Zeroizing<String>>,
    /// The number for another channel.
    pub pin: Option<ActivationPin>,
}

/// Makes one link of many: by mail that goes out `after` now, or on a sheet of paper.
pub fn bulk(desk: &Desk, wanted: &Wanted<'_>, brand: &Brand, after: SignedDuration) -> Result<Bulk, Complaint> {
    let secret = Secret::new(wanted.letter.is_some());
    let address = address(desk, wanted.kind, &secret.token)?;
    let has_pin = wanted.kind == LinkKind::Activation && desk.settings.enrolment.activation_pin;
    let pin = has_pin.then(|| ActivationPin::generate(&OsRng));
    let mut order = order(desk, wanted, (&secret, &address), pin);
    order.expires_at += after;
    let site = site(desk)?;
    let sheet = secret.code.as_ref().map(|code| {
        let facts = facts(desk, wanted, (code, &site), (&order, &address));
        web::outbox::write_sheet(&facts, wanted.language, brand).map(Zeroizing::new)
    });
    let sheet = sheet
        .transpose()
        .map_err(|fault| Complaint::new(format!("a letter that cannot be written ({})", fault.text), "report this"))?;
    Ok(Bulk { order, sheet, pin })
}

impl Link {
    /// The link is stored; what to tell the operator.
    pub fn stored(&mut self) -> String {
        let pin = self.pin.map(told).unwrap_or_default();
        if let Some(letter) = &mut self.letter {
            letter.keep();
            let path = plain(&letter.path().display().to_string());
            return format!(
                "\nThe letter is in {path}. Print it, send it, and delete the file: it holds the code.\n{}{pin}",
                self.lasts("The letter")
            );
        }
        let to = self.mail.as_deref().filter(|_| matches!(self.order.delivery, LinkDelivery::Mail(_))).map(plain);
        match (to, self.shown_too) {
            (Some(to), false) => {
                format!("\nThe portal mails the link to {to}, as soon as it runs.\n{}{pin}", self.lasts("It"))
            }
            (to, _) => {
                let mailed = to.map(|to| format!("The portal mails it to {to} as well, as soon as it runs.\n"));
                format!(
                    "\n  {}\n\n{} It is not shown again.\n{}Hand it over in a way that only this person can read.\n{pin}",
                    self.address.as_str(),
                    self.lasts("It").trim_end(),
                    mailed.unwrap_or_default()
                )
            }
        }
    }

    fn lasts(&self, what: &str) -> String {
        let from = self.from.as_ref().map(|from| format!("from {from} ")).unwrap_or_default();
        let comma = if from.is_empty() { ", " } else { " " };
        format!("{what} works once{comma}{from}until {}, and a newer one takes its place.\n", self.until)
    }
}

/// The number, and over which channel it may go.
fn told(pin: ActivationPin) -> String {
    format!(
        "\nPIN: {}\nTell it to this person by telephone or face to face, never in the mail or letter. It is not shown again; \
         the fifth wrong one\nkills the link.\n",
        pin.digits().as_str()
    )
}
