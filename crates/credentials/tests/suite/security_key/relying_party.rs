//! WA-10: with which settings security keys can work at all.

use credentials::security_key::testing::U2fKey;
use credentials::security_key::{Attestation, RelyingParty, RelyingPartyError as Error};
use rstest::rstest;

fn new(rp_id: &str, origin: &str) -> Result<String, Error> {
    RelyingParty::new(rp_id, origin, "Poortwachter", Attestation::None).map(|party| party.origin().to_owned())
}

#[rstest]
#[case("login.example.org", "https://login.example.org", "https://login.example.org")]
#[case("login.example.org", "https://login.example.org/", "https://login.example.org")]
#[case("login.example.org", "https://LOGIN.example.org:443", "https://login.example.org")]
#[case("login.example.org", "https://login.example.org:8443", "https://login.example.org:8443")]
#[case("example.org", "https://login.example.org", "https://login.example.org")]
#[case("localhost", "http://localhost:8080", "http://localhost:8080")]
#[case("localhost", "https://localhost", "https://localhost")]
#[case("intranet", "https://intranet", "https://intranet")]
#[case("bücher.example", "https://bücher.example", "https://xn--bcher-kva.example")]
fn wa_10_takes(#[case] rp_id: &str, #[case] origin: &str, #[case] expected: &str) {
    assert_eq!(new(rp_id, origin).as_deref(), Ok(expected));
}

#[rstest]
#[case("192.0.2.1", "https://192.0.2.1")]
#[case("2001:db8::1", "https://[2001:db8::1]")]
#[case("[2001:db8::1]", "https://[2001:db8::1]")]
#[case("127.0.0.1", "http://127.0.0.1:8080")]
fn wa_10_refuses_ip_addresses(#[case] rp_id: &str, #[case] origin: &str) {
    assert_eq!(new(rp_id, origin), Err(Error::IpAddress(rp_id.to_owned())));
    assert_eq!(new("localhost", origin), Err(Error::IpAddress(origin.to_owned())));
}

#[rstest]
#[case("http://login.example.org")]
#[case("ftp://login.example.org")]
fn wa_10_refuses_what_is_not_https(#[case] origin: &str) {
    assert_eq!(new("login.example.org", origin), Err(Error::NotSecure(origin.to_owned())));
}

#[rstest]
#[case("https://login.example.org/portal")]
#[case("https://login.example.org/?a=b")]
#[case("https://login.example.org/#a")]
#[case("https://someone@login.example.org")]
#[case("https://:secret@login.example.org")]
#[case("login.example.org")]
#[case("data:text/plain,a")]
#[case("")]
fn wa_10_refuses_what_is_no_origin(#[case] origin: &str) {
    assert_eq!(new("login.example.org", origin), Err(Error::NotAnOrigin(origin.to_owned())));
}

#[rstest]
#[case("example.org", "https://example.com")]
#[case("example.org", "https://badexample.org")]
#[case("login.example.org", "https://example.org")]
#[case("org", "https://example.org")]
#[case("localhost", "https://login.localhost")]
fn wa_10_refuses_another_domain(#[case] rp_id: &str, #[case] origin: &str) {
    let (origin, rp_id) = (origin.to_owned(), rp_id.to_owned());
    assert_eq!(new(&rp_id, &origin), Err(Error::OtherDomain { origin, rp_id }));
}

#[rstest]
#[case("")]
#[case("example.org.")]
#[case("exa mple.org")]
#[case("https//example.org")]
fn wa_10_refuses_what_is_no_name(#[case] rp_id: &str) {
    assert_eq!(new(rp_id, "https://example.org"), Err(Error::NotADomain(rp_id.to_owned())));
}

#[test]
fn wa_12_roots_must_be_there_and_be_certificates() {
    let new = |roots| RelyingParty::new("localhost", "http://localhost", "P", Attestation::Direct { roots }).map(drop);
    let root = U2fKey::from_seed(1).attestation_root();
    assert_eq!(new(vec![root.clone()]), Ok(()));
    assert_eq!(new(vec![]), Err(Error::NoRoots));
    assert_eq!(new(vec![root.clone(), root[..40].to_vec()]), Err(Error::NotACertificate(2)));
}
