//! Where a request comes from (requirement WE-08).
//!
//! Forwarding headers count only when the connection comes from a trusted proxy. The address is then the last one that no trusted proxy wrote. Both
//! kinds of header at once, or one that cannot be read, are refused: somebody is trying something.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

use crate::app::{ForwardedHeader, Proxies};

/// The forwarding headers contradict each other or cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the forwarding headers cannot be trusted")]
pub struct BadForwarding;

/// The client's address.
pub fn client(connection: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> Result<IpAddr, BadForwarding> {
    let connection = connection.to_canonical();
    if !within(&proxies.trusted, connection) {
        return Ok(connection);
    }
    let x_forwarded = values(headers, "x-forwarded-for")?;
    let forwarded = values(headers, "forwarded")?;
    let hops = match (proxies.header, x_forwarded.is_empty(), forwarded.is_empty()) {
        // Both kinds at once, or the kind that our proxy does not send: somebody is trying something.
        (ForwardedHeader::XForwarded, _, true) => x_forwarded,
        (ForwardedHeader::Forwarded, true, _) => {
            forwarded.iter().filter_map(|element| for_parameter(element)).collect()
        }
        _ => return Err(BadForwarding),
    };
    walk(connection, &hops, &proxies.trusted)
}

/// From the nearest hop to the farthest, until one that no trusted proxy vouches for.
fn walk(connection: IpAddr, hops: &[String], proxies: &[IpNet]) -> Result<IpAddr, BadForwarding> {
    let mut client = connection;
    for hop in hops.iter().rev() {
        client = address(hop).ok_or(BadForwarding)?;
        if !within(proxies, client) {
            break;
        }
    }
    Ok(client)
}

/// Whether an address lies in one of the networks; IPv4 that is written as IPv6 counts as IPv4.
pub fn within(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(&address.to_canonical()))
}

fn values(headers: &HeaderMap, name: &str) -> Result<Vec<String>, BadForwarding> {
    let mut all = Vec::new();
    for value in headers.get_all(name) {
        let text = value.to_str().map_err(|_| BadForwarding)?;
        all.extend(text.split(',').map(|part| part.trim().to_owned()));
    }
    Ok(all)
}

/// The `for` parameter of one element of `Forwarded` (RFC 7239 section 4).
fn for_parameter(element: &str) -> Option<String> {
    let pair = element.split(';').map(str::trim).find(|pair| pair.to_ascii_lowercase().starts_with("for="))?;
    Some(pair[4..].trim_matches('"').to_owned())
}

/// An address, with or without a port or brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None if text.matches(':').count() == 1 => text.split(':').next()?,
        None => text,
    };
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// The network that failures are counted by: /32, or /64 for IPv6 (requirement TH-03).
pub fn source(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let bits = u128::from(address) & (u128::MAX << 64);
            format!("{}/64", std::net::Ipv6Addr::from(bits))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn proxies(header: ForwardedHeader) -> Proxies {
        Proxies { trusted: vec!["10.0.0.0/8".parse().unwrap()], header }
    }

    fn seen(
        connection: &str,
        headers: &[(&'static str, &str)],
        header: ForwardedHeader,
    ) -> Result<String, BadForwarding> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        client(connection.parse().unwrap(), &map, &proxies(header)).map(|address| address.to_string())
    }

    #[test]
    fn we_08_headers_from_anywhere_else_are_ignored() {
        let got = seen("203.0.113.5", &[("x-forwarded-for", "198.51.100.1")], ForwardedHeader::XForwarded);
        assert_eq!(got.as_deref(), Ok("203.0.113.5"));
    }

    #[test]
    fn we_08_the_last_address_that_no_proxy_wrote_counts() {
        let header = ForwardedHeader::XForwarded;
        let chain = [("x-forwarded-for", "1.1.1.1, 198.51.100.7, 10.1.1.1")];
        assert_eq!(seen("10.0.0.2", &chain, header).as_deref(), Ok("198.51.100.7"));
        assert_eq!(seen("10.0.0.2", &[], header).as_deref(), Ok("10.0.0.2"));
        let rfc = [("forwarded", "for=\"[2001:db8::9]:4711\";proto=https, for=10.0.0.3")];
        assert_eq!(seen("10.0.0.2", &rfc, ForwardedHeader::Forwarded).as_deref(), Ok("2001:db8::9"));
    }

    #[test]
    fn we_08_mixed_or_unreadable_headers_are_refused() {
        let header = ForwardedHeader::XForwarded;
        let mixed = [("x-forwarded-for", "1.1.1.1"), ("forwarded", "for=1.1.1.1")];
        assert!(seen("10.0.0.2", &mixed, header).is_err());
        assert!(seen("10.0.0.2", &[("x-forwarded-for", "unknown")], header).is_err());
        assert!(seen("10.0.0.2", &[("forwarded", "for=1.1.1.1")], header).is_err());
    }

    #[test]
    fn th_03_ipv6_is_counted_by_64() {
        assert_eq!(source("2001:db8:1:2:3::4".parse().unwrap()), "2001:db8:1:2::/64");
        assert_eq!(source("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1");
    }
}
