//! What an operator gets to read for an application behind a proxy that cannot work or lets in more than it seems to (FA-03, WE-07, WE-08).

use oidc::acr::Acr;
use oidc::forward::{Access, Proxy};
use rstest::rstest;

use crate::settings::Settings;

const SERVER: &str = "[server]\npublic_url = \"https://login.example.org\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n";
const HOSTS: &str = "hosts = [\"https://app.example.org\"]";
const RULES: &str = "rules = [{ path = \"/\", access = \"logged-in\" }]";

fn read(server: &str, hosts: &str, rest: &str) -> Result<Settings, String> {
    let text = format!("{server}[[forward]]\nname = \"App\"\nproxy = \"traefik\"\n{hosts}\n{rest}\n");
    Settings::read("p.toml", &text, &[]).map_err(|all| all.to_string())
}

#[test]
fn fa_03_an_application_is_taken_over() {
    let rules = "from = [\"10.1.2.3\"]\n[[forward.rules]]\npath = \"/health\"\nmethods = [\"GET\"]\naccess = \"open\"\n\
        [[forward.rules]]\npath = \"/old\"\naccess = \"closed\"\n\
        [[forward.rules]]\npath = \"/\"\naccess = \"logged-in\"\ngroups = [\"staff\"]\nlevel = \"phr\"";
    let settings =
        read(SERVER, "hosts = [\"https://app.example.org\", \"https://b.example.org:8443\"]", rules).unwrap();
    let forward = settings.forward[0].application();
    assert_eq!((forward.application.name.as_str(), forward.proxy), ("App", Proxy::Forwarded));
    assert_eq!(forward.from, ["10.1.2.3/32".parse().unwrap()]);
    let hosts: Vec<_> = forward.application.hosts.iter().map(String::as_str).collect();
    assert_eq!(hosts, ["app.example.org", "b.example.org:8443"]);
    let rules = &forward.application.rules;
    assert_eq!((&rules[0].access, &rules[1].access), (&Access::Open, &Access::Closed));
    let groups = std::iter::once("staff".to_owned()).collect();
    assert_eq!(rules[2].access, Access::LoggedIn { groups, least_acr: Some(Acr::Phr) });
}

#[rstest]
#[case("http://localhost:8081", true)]
#[case("http://app.localhost:8081", true)]
#[case("http://127.0.0.1:8081", true)]
#[case("https://app.example.org:8443", true)]
#[case("http://app.example.org", false)]
#[case("http://applocalhost", false)]
#[case("app.example.org", false)]
#[case("https://App.example.org", false)]
#[case("https://app.example.org:443", false)]
#[case("https://app.example.org/", false)]
#[case("https://app.example.org.", false)]
#[case("https://u@app.example.org", false)]
#[case("https://*.example.org", false)]
#[case("https://", false)]
#[case("ftp://app.example.org", false)]
fn we_07_hosts_are_origins(#[case] host: &str, #[case] good: bool) {
    let read = read(SERVER, &format!("hosts = [\"{host}\"]"), RULES);
    assert_eq!(read.is_ok(), good, "{read:?}");
}

#[rstest]
#[case(HOSTS, "rules = []", "forward[1].rules: found no rule, so that nothing would pass")]
#[case("hosts = []", RULES, "forward[1].hosts: found nothing")]
#[case(
    "hosts = [\"https://login.example.org:8443\"]",
    RULES,
    "found the portal's own host in \"https://login.example.org:8443\""
)]
#[case("hosts = [\"https://a.example\", \"https://a.example:8443\"]", RULES, "found \"a.example\" a second time")]
#[case(HOSTS, "rules = [{ path = \"admin\", access = \"open\" }]", "found the path \"admin\"")]
#[case(HOSTS, "rules = [{ path = \"/a/../b\", access = \"open\" }]", "found the path \"/a/../b\"")]
#[case(
    HOSTS,
    "rules = [{ path = \"/\", methods = [\"get\"], access = \"open\" }]",
    "found the method \"get\"; write it in capitals"
)]
#[case(HOSTS, "rules = [{ path = \"/\", access = \"everybody\" }]", "write one of \"open\", \"closed\", \"logged-in\"")]
#[case(
    HOSTS,
    "rules = [{ path = \"/\", access = \"open\", groups = [\"a\"] }]",
    "found groups or a level, and an access that asks nobody"
)]
#[case(
    HOSTS,
    "rules = [{ path = \"/\", access = \"closed\", level = \"phr\" }]",
    "found groups or a level, and an access that asks nobody"
)]
#[case(HOSTS, "rules = [{ path = \"/.poortwachter\", access = \"open\" }]", "which is the portal's")]
#[case(
    HOSTS,
    "rules = [{ path = \"/\", access = \"logged-in\" }, { path = \"/admin\", access = \"closed\" }]",
    "forward[1].rules[2]: found a rule that never counts, because rule 1 covers all of \"/admin\"; put the narrower rule first."
)]
#[case(
    HOSTS,
    "from = [\"192.0.2.7\"]\nrules = [{ path = \"/\", access = \"open\" }]",
    "forward[1].from: found 192.0.2.7/32, which lies outside"
)]
fn fa_03_what_could_not_work_is_told_at_the_start(#[case] hosts: &str, #[case] rules: &str, #[case] said: &str) {
    let complaint = read(SERVER, hosts, rules).unwrap_err();
    assert!(complaint.contains(said), "{complaint}");
}

#[test]
fn fa_03_a_narrower_method_or_path_before_it_hides_nothing() {
    let rules = "rules = [{ path = \"/a\", access = \"open\" }, { path = \"/ab\", access = \"open\" }, \
        { path = \"/\", methods = [\"GET\"], access = \"open\" }, { path = \"/\", access = \"logged-in\" }]";
    assert!(read(SERVER, HOSTS, rules).is_ok());
}

#[test]
fn we_08_without_trusted_proxies_nobody_is_believed() {
    let complaint = read("", HOSTS, RULES).unwrap_err();
    assert!(
        complaint.contains("forward[1]: found an application behind a proxy, and no server.trusted_proxies"),
        "{complaint}"
    );
    let twice = format!("{RULES}\n[[forward]]\nname = \"B\"\nproxy = \"nginx\"\n{HOSTS}\n{RULES}");
    assert!(
        read(SERVER, HOSTS, &twice).unwrap_err().contains("forward[2].hosts: found \"app.example.org\" a second time")
    );
}
