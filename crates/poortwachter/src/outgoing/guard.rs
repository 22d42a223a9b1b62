//! The networks of the settings, asked by the rules of [`oidc::outgoing`].

use std::net::IpAddr;

use oidc::outgoing::{OutgoingFault, check_address, check_url};

use crate::settings::Oidc;
use crate::settings::network::Network;

/// Where the portal may go although it is not public.
#[derive(Clone, Debug)]
pub struct Guard {
    networks: Vec<Network>,
}

impl Guard {
    /// The networks of `oidc.private_networks`.
    pub fn new(settings: &Oidc) -> Self {
        Self { networks: settings.private_networks.clone() }
    }

    /// Checks an address as it is written.
    pub fn check_url(&self, uri: &str) -> Result<(), OutgoingFault> {
        check_url(uri, &|address| self.allows(address))
    }

    /// Checks an address to which a name leads.
    pub fn check_address(&self, address: IpAddr) -> Result<(), OutgoingFault> {
        check_address(address, &|address| self.allows(address))
    }

    fn allows(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(address))
    }
}
