//! `/account/addresses/mail` and `/account/addresses/notice-mail`: another address, which a mail confirms.

use askama::Template;

use crate::look::Message;
use crate::pages::frame::{Frame, Page};

/// Which of the two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichAddress {
    /// The first one.
    Mail,
    /// The second one, for notices only.
    NoticeMail,
}

impl WhichAddress {
    /// Where its form posts.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Mail => "/account/addresses/mail",
            Self::NoticeMail => "/account/addresses/notice-mail",
        }
    }

    const fn title_key(self) -> &'static str {
        match self {
            Self::Mail => "address-mail-title",
            Self::NoticeMail => "address-notice-title",
        }
    }

    const fn what_key(self) -> &'static str {
        match self {
            Self::Mail => "address-mail-what",
            Self::NoticeMail => "address-notice-what",
        }
    }
}

/// Asks the new address; posts `address`.
#[derive(Template)]
#[template(path = "account/address.html")]
pub struct AddressPage {
    /// What every page shares.
    pub frame: Frame,
    /// Which address.
    pub which: WhichAddress,
    /// The present one.
    pub present: Option<String>,
    /// What was typed.
    pub typed: String,
}

impl Page for AddressPage {
    const NAME: &'static str = "address";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let page = |frame: Frame, which, present: Option<&str>, typed: &str| Self {
            frame: frame.in_sample_session(),
            which,
            present: present.map(str::to_owned),
            typed: typed.to_owned(),
        };
        let wrong = frame.clone().with_error("address", Message::new("address-invalid"));
        vec![
            ("mail", page(frame.clone(), WhichAddress::Mail, Some("j.jansen@voorbeeld.example"), "")),
            ("notice", page(frame.clone(), WhichAddress::NoticeMail, None, "")),
            ("wrong", page(wrong, WhichAddress::Mail, Some("j.jansen@voorbeeld.example"), "j.jansen@")),
        ]
    }
}
