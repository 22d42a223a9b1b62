//! Where the portal itself may be sent to: addresses that it calls because somebody registered them (OP-20).
//!
//! Whoever may register an address could otherwise let the portal speak to machines that only it reaches (OWASP ASVS 5.0 13.2.4,
//! CWE-918). So an address is judged twice by the same table: as it is written, when it is registered, and as it was resolved, when the
//! connection is made, because a name can lead elsewhere by then. Addresses that are not public are only for who allows their network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::client::{RedirectFault, check_registered};

/// Whether the operator allows a network that is not public.
pub type Allowed<'a> = &'a dyn Fn(IpAddr) -> bool;

/// What an address is to the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// On the public internet.
    Public,
    /// This machine, a private network, or one that is set aside for something else: only when it is allowed.
    Private,
    /// Never: link-local, where clouds keep their machine's secrets, many receivers at once, or nobody.
    Never,
}

/// Why the portal does not go there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum OutgoingFault {
    /// The address as such.
    #[error(transparent)]
    Address(#[from] RedirectFault),
    /// Another port than the usual one, below 1024.
    #[error("has a port that belongs to something else; take the usual one, or one from 1024")]
    Port,
    /// Not on the public internet.
    #[error("leads to {0}, which is not public")]
    Private(IpAddr),
    /// Link-local, multicast, unspecified, reserved, or a cloud's metadata.
    #[error("leads to {0}, where the portal never goes")]
    Never(IpAddr),
}

/// Checks an address before it is registered.
pub fn check_url(uri: &str, allowed: Allowed<'_>) -> Result<(), OutgoingFault> {
    check_registered(uri, false)?;
    let url = Url::parse(uri).map_err(|_| RedirectFault::NotAbsolute)?;
    if url.port().is_some_and(|port| port < 1024) {
        return Err(OutgoingFault::Port);
    }
    match url.host() {
        Some(Host::Ipv4(address)) => check_address(address.into(), allowed),
        Some(Host::Ipv6(address)) => check_address(address.into(), allowed),
        Some(Host::Domain(name)) if is_this_machine(name) => check_address(Ipv4Addr::LOCALHOST.into(), allowed),
        Some(Host::Domain(_)) => Ok(()),
        None => Err(RedirectFault::NotAbsolute.into()),
    }
}

/// Checks the address of a connection that is about to be made.
pub fn check_address(address: IpAddr, allowed: Allowed<'_>) -> Result<(), OutgoingFault> {
    let address = address.to_canonical();
    match reach(address) {
        Reach::Public => Ok(()),
        Reach::Private if allowed(address) => Ok(()),
        Reach::Private => Err(OutgoingFault::Private(address)),
        Reach::Never => Err(OutgoingFault::Never(address)),
    }
}

/// What an address is, by the IANA registries of special addresses (RFC 6890).
pub fn reach(address: IpAddr) -> Reach {
    match address.to_canonical() {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

/// Where clouds keep what a machine may know of itself, outside the link-local networks.
const METADATA_V4: [[u8; 4]; 2] = [[100, 100, 100, 200], [192, 0, 0, 192]];
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

fn reach_v4(address: Ipv4Addr) -> Reach {
    if METADATA_V4.contains(&address.octets()) {
        return Reach::Never;
    }
    match address.octets() {
        // This network, link-local, multicast, reserved and broadcast.
        [0 | 224..=255, ..] | [169, 254, ..] => Reach::Never,
        [10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Reach::Private,
        // Protocol assignments, documentation, 6to4 relays, benchmarks.
        [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => {
            Reach::Private
        }
        _ => Reach::Public,
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    if address == METADATA_V6 {
        return Reach::Never;
    }
    let [first, second, rest @ ..] = address.segments();
    match (first, second) {
        // A translator's IPv4 address (RFC 6052): what counts is where it leads.
        (0x64, 0xff9b) if rest[..4] == [0; 4] => {
            reach_v4(Ipv4Addr::from(u32::from(rest[4]) << 16 | u32::from(rest[5])))
        }
        _ if address.is_loopback() => Reach::Private,
        // Private, Teredo and its like, documentation, 6to4.
        (0xfc00..=0xfdff | 0x2002, _) | (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => Reach::Private,
        (0x2000..=0x3fff, _) => Reach::Public,
        _ => Reach::Never,
    }
}

/// Names that mean this machine wherever they are asked (RFC 6761 section 6.3).
fn is_this_machine(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}
