//! A code as an SMS (requirement SM-04): one message of the GSM alphabet, whose last line binds the code to our host.
//!
//! The last line is that of "Delivering origin-bound one-time codes over SMS" (WICG): `@host #code`. A browser offers the code on that host
//! only, which is what stops a copied page. So the host is always whole; when there is no room, the product's name is cut.

use journey::{Language, SmsKind};

use super::gsm7::{nearest, septets};
use crate::http::reply::Fault;
use crate::look::{Arg, Brand, Lang, Texts};

/// One message: 160 characters of the GSM alphabet.
pub(super) const MOST: usize = 160;
/// A name that is cut to less says nothing.
pub(super) const SHORTEST_NAME: usize = 3;
/// As long as any code.
const SAMPLE_CODE: &str = "000000";

/// Why no SMS can be written for this portal; said at start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsComplaint {
    /// No letter of the name is in the alphabet.
    #[error(
        "the product's name {name:?} has nothing that can be written in an SMS; give it a name with letters from A to Z"
    )]
    Name {
        /// The name.
        name: String,
    },
    /// Not even a cut name fits beside the host.
    #[error("the host {host} leaves no room for the words of an SMS; choose a host of at most {most} characters")]
    Host {
        /// The host.
        host: String,
        /// The most characters that would fit.
        most: usize,
    },
    /// Not even a cut name fits beside the help desk's number.
    #[error("the help desk's number {phone:?} leaves no room for the words of an SMS; write it shorter")]
    HelpDesk {
        /// The number.
        phone: String,
    },
}

/// The host of an origin such as `https://login.example.org:8443`, as the last line names it.
pub fn host_of(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let rest = rest.split('/').next().unwrap_or(rest);
    match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => rest,
    }
}

/// Whether every SMS of this portal can be written.
pub fn check_sms(brand: &Brand, host: &str) -> Result<(), SmsComplaint> {
    for kind in SmsKind::ALL {
        for lang in Lang::ALL {
            write(kind, SAMPLE_CODE, lang, &brand.product, host)?;
        }
    }
    super::sms_notice::check(brand)
}

/// The text of a code: the code first, what it is for, and the last line that binds it to the host.
pub fn sms_text(kind: SmsKind, code: &str, language: Language, brand: &Brand, host: &str) -> Result<String, Fault> {
    Ok(write(kind, code, lang(language), &brand.product, host)?)
}

pub(super) fn lang(language: Language) -> Lang {
    match language {
        Language::Nl => Lang::Nl,
        Language::En => Lang::En,
    }
}

pub(super) fn write(kind: SmsKind, code: &str, lang: Lang, product: &str, host: &str) -> Result<String, SmsComplaint> {
    let mut name = nearest(product);
    if septets(&name).unwrap_or_default() < SHORTEST_NAME.min(product.chars().count()) {
        return Err(SmsComplaint::Name { name: product.to_owned() });
    }
    let shortest = SHORTEST_NAME.min(name.chars().count());
    loop {
        let text = format!("{}\n\n@{host} #{code}", words(kind, code, lang, &name));
        match septets(&text) {
            Some(places) if places <= MOST => return Ok(text),
            Some(places) if name.chars().count() <= shortest => {
                let most = host.len().saturating_sub(places - MOST);
                return Err(SmsComplaint::Host { host: host.to_owned(), most });
            }
            Some(_) => {
                name.pop();
                name.truncate(name.trim_end_matches([' ', '-', ',', '.']).len());
            }
            None => return Err(SmsComplaint::Host { host: host.to_owned(), most: host.len() }),
        }
    }
}

fn words(kind: SmsKind, code: &str, lang: Lang, product: &str) -> String {
    let key = match kind {
        SmsKind::LoginCode => "sms-login-code",
        SmsKind::EnrolmentCode => "sms-enrolment-code",
    };
    Texts::of(lang).with(key, &[("code", Arg::from(code)), ("product", Arg::from(product))])
}
