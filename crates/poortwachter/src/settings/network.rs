//! A network in CIDR form, as proxies and offices are named.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

/// A network such as `10.0.0.0/8` or `2001:db8::/32`; a bare address is a network of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Network(IpNet);

impl Network {
    /// The network itself.
    pub fn net(&self) -> IpNet {
        self.0
    }

    /// True when the address lies in the network; an IPv4 address that is written as IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for Network {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let network: IpNet = match text.parse::<IpAddr>() {
            Ok(address) => address.into(),
            Err(_) => text.parse().map_err(|_| "it is not a network")?,
        };
        if network.prefix_len() == 0 {
            return Err("it is the whole internet");
        }
        if network != network.trunc() {
            return Err("bits are set behind the prefix");
        }
        Ok(Self(network))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Result<Network, &'static str> {
        Network::try_from(text.to_owned())
    }

    #[test]
    fn we_08_a_network_is_exact_and_never_everybody() {
        for bad in ["", "10.0.0.0/33", "10.0.0.1/8", "0.0.0.0/0", "::/0", "office", "10.0.0.0-10.0.0.9", "fe80::1%eth0"]
        {
            assert!(network(bad).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn we_08_an_address_is_found_in_its_network_in_either_form() {
        let inside = |text: &str, address: &str| network(text).unwrap().contains(address.parse().unwrap());
        assert!(inside("10.0.0.0/8", "10.255.0.1"));
        assert!(inside("10.0.0.0/8", "::ffff:10.1.2.3"));
        assert!(inside("192.0.2.7", "192.0.2.7"));
        assert!(inside("2001:db8::/32", "2001:db8:1::1"));
        assert!(!inside("10.0.0.0/8", "11.0.0.1"));
        assert!(!inside("192.0.2.7", "192.0.2.8"));
    }
}
