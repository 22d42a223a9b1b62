//! OP-20: where the portal may be sent to.

use std::net::IpAddr;

use oidc::client::RedirectFault;
use oidc::outgoing::{OutgoingFault, Reach, check_address, check_url, reach};
use proptest::prelude::*;
use rstest::rstest;

fn nowhere(_: IpAddr) -> bool {
    false
}

fn everywhere(_: IpAddr) -> bool {
    true
}

#[rstest]
#[case("https://app.example.org/logout")]
#[case("https://app.example.org:8443/logout?tenant=1")]
#[case("https://93.184.216.34/logout")]
#[case("https://[2606:2800:220:1:248:1893:25c8:1946]/logout")]
fn op_20_public_addresses_are_taken(#[case] uri: &str) {
    assert_eq!(check_url(uri, &nowhere), Ok(()));
}

#[rstest]
#[case("https://10.0.0.5/", "10.0.0.5")]
#[case("https://172.16.0.1/", "172.16.0.1")]
#[case("https://172.31.255.254/", "172.31.255.254")]
#[case("https://192.168.1.1/", "192.168.1.1")]
#[case("https://127.0.0.1/", "127.0.0.1")]
#[case("https://127.9.9.9/", "127.9.9.9")]
#[case("http://127.0.0.1:8080/", "127.0.0.1")]
#[case("http://[::1]:8080/", "::1")]
#[case("https://localhost/", "127.0.0.1")]
#[case("https://localhost./", "127.0.0.1")]
#[case("https://app.localhost/", "127.0.0.1")]
#[case("https://100.64.0.1/", "100.64.0.1")]
#[case("https://192.0.2.7/", "192.0.2.7")]
#[case("https://198.18.0.1/", "198.18.0.1")]
#[case("https://[fd12::1]/", "fd12::1")]
#[case("https://[2001:db8::1]/", "2001:db8::1")]
#[case("https://[2002:a00:1::1]/", "2002:a00:1::1")]
#[case("https://[::ffff:a00:5]/", "10.0.0.5")]
fn op_20_private_addresses_need_their_network(#[case] uri: &str, #[case] address: &str) {
    let address: IpAddr = address.parse().unwrap();
    assert_eq!(check_url(uri, &nowhere), Err(OutgoingFault::Private(address)));
    assert_eq!(check_url(uri, &|asked| asked == address), Ok(()), "its own network is enough");
}

#[rstest]
#[case("https://169.254.169.254/latest/meta-data/")]
#[case("https://[::ffff:a9fe:a9fe]/")]
#[case("https://[64:ff9b::a9fe:a9fe]/")]
#[case("https://[fd00:ec2::254]/")]
#[case("https://100.100.100.200/")]
#[case("https://192.0.0.192/")]
#[case("https://[fe80::1]/")]
#[case("https://[ff02::1]/")]
#[case("https://[::]/")]
#[case("https://[::7f00:1]/")]
#[case("https://[4000::1]/")]
#[case("https://0.0.0.0/")]
#[case("https://0.1.2.3/")]
#[case("https://224.0.0.1/")]
#[case("https://255.255.255.255/")]
fn op_20_some_addresses_are_never_called(#[case] uri: &str) {
    assert!(matches!(check_url(uri, &everywhere), Err(OutgoingFault::Never(_))), "{:?}", check_url(uri, &everywhere));
}

#[rstest]
#[case::decimal("https://2130706433/", RedirectFault::NotAbsolute)]
#[case::octal("https://0177.0.0.1/", RedirectFault::NotAbsolute)]
#[case::hexadecimal("https://0x7f000001/", RedirectFault::NotAbsolute)]
#[case::short("https://127.1/", RedirectFault::NotAbsolute)]
#[case::mixed("https://0x7f.1/", RedirectFault::NotAbsolute)]
#[case::trailing_dot("https://127.0.0.1./", RedirectFault::NotAbsolute)]
#[case::full_width("https://\u{ff11}27.0.0.1/", RedirectFault::NotAbsolute)]
#[case::dotted_v6("https://[::ffff:127.0.0.1]/", RedirectFault::NotAbsolute)]
#[case::zone("https://[fe80::1%25eth0]/", RedirectFault::NotAbsolute)]
#[case::user("https://app.example.org@10.0.0.5/", RedirectFault::UserInfo)]
#[case::password("https://a:b@app.example.org/", RedirectFault::UserInfo)]
#[case::empty_user("https://@app.example.org/", RedirectFault::UserInfo)]
#[case::backslash("https://app.example.org\\@10.0.0.5/", RedirectFault::NotAbsolute)]
#[case::fragment("https://app.example.org/#a", RedirectFault::Fragment)]
#[case::http("http://app.example.org/", RedirectFault::Scheme)]
#[case::http_private("http://10.0.0.5/", RedirectFault::Scheme)]
#[case::http_name("http://localhost/", RedirectFault::Scheme)]
#[case::file("file:///etc/passwd", RedirectFault::Scheme)]
#[case::gopher("gopher://10.0.0.5:25/", RedirectFault::Scheme)]
#[case::own("org.example.app:/logout", RedirectFault::Scheme)]
#[case::relative("//app.example.org/", RedirectFault::NotAbsolute)]
#[case::dots("https://app.example.org/a/../b", RedirectFault::NotAbsolute)]
fn op_20_only_one_spelling_and_https(#[case] uri: &str, #[case] fault: RedirectFault) {
    assert_eq!(check_url(uri, &everywhere), Err(OutgoingFault::Address(fault)));
}

#[rstest]
#[case("https://app.example.org:25/")]
#[case("https://app.example.org:22/")]
#[case("https://app.example.org:0/")]
#[case("https://app.example.org:1023/")]
fn op_20_ports_of_other_protocols_are_refused(#[case] uri: &str) {
    assert_eq!(check_url(uri, &everywhere), Err(OutgoingFault::Port));
}

#[test]
fn op_20_a_resolved_address_is_judged_by_the_same_table() {
    for (address, expected) in [
        ("93.184.216.34", Reach::Public),
        ("::ffff:93.184.216.34", Reach::Public),
        ("64:ff9b::5db8:d822", Reach::Public),
        ("64:ff9b::a00:5", Reach::Private),
        ("64:ff9b:1::a00:5", Reach::Never),
        ("2606:4700::1111", Reach::Public),
        ("2001::1", Reach::Private),
        ("3fff::1", Reach::Private),
        ("172.15.255.255", Reach::Public),
        ("172.32.0.0", Reach::Public),
        ("100.63.255.255", Reach::Public),
        ("100.128.0.0", Reach::Public),
        ("223.255.255.255", Reach::Public),
    ] {
        assert_eq!(reach(address.parse().unwrap()), expected, "{address}");
    }
}

proptest! {
    /// Nothing that is not public is called without being allowed, and an IPv4 address is the same one when it is written as IPv6.
    #[test]
    fn op_20_both_forms_of_an_address_are_one(bits in any::<u32>()) {
        let (four, six) = (IpAddr::from(bits.to_be_bytes()), std::net::Ipv4Addr::from(bits).to_ipv6_mapped());
        prop_assert_eq!(reach(four), reach(six.into()));
        prop_assert_eq!(check_address(four, &nowhere).is_ok(), reach(four) == Reach::Public);
    }
}
