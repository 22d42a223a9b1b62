//! `/address-link`: the page behind the link in the mail to a new address.

use askama::Template;

use crate::pages::frame::{Frame, Page};

/// How the link stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressLinkState {
    /// It can be used: for this address.
    Live(String),
    /// It was used: the address is the account's now.
    Used,
    /// It does not work any more.
    Dead,
    /// The account was recovered in between: nothing changes before this time, in words (requirement RC-09).
    Cooling(String),
}

/// One button, which posts to the page's own address.
#[derive(Template)]
#[template(path = "account/address_link.html")]
pub struct AddressLinkPage {
    /// What every page shares.
    pub frame: Frame,
    /// How the link stands.
    pub state: AddressLinkState,
}

impl AddressLinkPage {
    fn title_key(&self) -> &'static str {
        match self.state {
            AddressLinkState::Live(_) => "address-link-title",
            AddressLinkState::Used => "address-link-used-title",
            AddressLinkState::Dead => "link-dead-old-title",
            AddressLinkState::Cooling(_) => "cooling-title",
        }
    }
}

impl Page for AddressLinkPage {
    const NAME: &'static str = "address-link";

    fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let (_, at) = frame.sample_times();
        let page = |state| Self { frame: frame.clone(), state };
        vec![
            ("live", page(AddressLinkState::Live("jolanda@nieuw.example".to_owned()))),
            ("used", page(AddressLinkState::Used)),
            ("dead", page(AddressLinkState::Dead)),
            ("cooling", page(AddressLinkState::Cooling(at))),
        ]
    }
}
