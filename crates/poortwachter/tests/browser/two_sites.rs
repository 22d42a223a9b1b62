//! Two applications behind one proxy, each with rules of its own: what a request says of its host in two places never brings it past the
//! rules of the application that it reaches (requirement FA-03).

use tempfile::TempDir;

use super::echo::Echo;
use super::front::{APP, Front, Kind};
use super::portal::Portal;

/// The second application's host. There `/health` is for those who are logged in; at [`APP`] it is open.
pub const OTHER: &str = "b.example.org";

#[tokio::test]
async fn fa_03_nginx_two_hosts_in_one_request() {
    rules_are_of_the_application_that_is_reached(Kind::Nginx).await;
}

#[tokio::test]
async fn fa_03_caddy_two_hosts_in_one_request() {
    rules_are_of_the_application_that_is_reached(Kind::Caddy).await;
}

#[tokio::test]
async fn long_fa_03_traefik_two_hosts_in_one_request() {
    rules_are_of_the_application_that_is_reached(Kind::Traefik).await;
}

#[tokio::test]
async fn long_fa_03_envoy_two_hosts_in_one_request() {
    rules_are_of_the_application_that_is_reached(Kind::Envoy).await;
}

async fn rules_are_of_the_application_that_is_reached(kind: Kind) {
    let folder = TempDir::with_prefix("pw-two-sites-").expect("a temporary folder can be made");
    let other = Echo::start();
    let front = Front::with_another(kind, folder.path(), other.port);
    let _portal = Portal::serve_for(&front);
    let said = |request: &str, host: &str| format!("{request}\r\nHost: {host}\r\nConnection: close\r\n\r\n");

    // Each application by its own rules.
    let open = front.sent(&said("GET /health HTTP/1.1", APP)).await;
    assert!(open.contains("GET /health"), "{kind:?}: {open}");
    let closed = front.sent(&said("GET /health HTTP/1.1", OTHER)).await;
    assert!(closed.contains(" 401 ") && other.requests() == 0, "{kind:?}: {closed}");

    // The proxy chooses by the first line (RFC 9112 section 3.2.2), so the rules must be those of that host too.
    for scheme in ["http", "https"] {
        for version in ["1.1", "1.0"] {
            let line = format!("GET {scheme}://{OTHER}/health HTTP/{version}");
            let answer = front.sent(&said(&line, APP)).await;
            assert!(other.requests() == 0, "{kind:?}: {line} reached the other application: {answer}");
        }
    }
    // Two hosts, and a host with something behind it.
    let doubled = format!("GET /health HTTP/1.1\r\nHost: {APP}\r\nHost: {OTHER}\r\nConnection: close\r\n\r\n");
    front.sent(&doubled).await;
    for host in [format!("{OTHER}:443"), format!("{OTHER}."), OTHER.to_uppercase(), format!("{OTHER}, {APP}")] {
        front.sent(&said("GET /health HTTP/1.1", &host)).await;
    }
    assert_eq!(other.requests(), 0, "{kind:?}");
    let open = front.sent(&said("GET /open HTTP/1.1", OTHER)).await;
    assert!(open.contains("GET /open") && other.requests() == 1, "{kind:?}: {open}");
}

/// A file of an example with a second application beside the first: the same lines, with another host and another port.
pub fn with_another(kind: Kind, name: &str, text: &str, port: u16) -> String {
    let again = |block: &str| block.replace(APP, OTHER);
    match (kind, name) {
        (_, "poortwachter.toml") => {
            let rules = "rules = [{ path = \"/open\", access = \"open\" }, { path = \"/\", access = \"logged-in\" }]";
            let proxy = format!("{kind:?}").to_lowercase();
            format!(
                "[[forward]]\nname = \"Other\"\nhosts = [\"https://{OTHER}\"]\nproxy = \"{proxy}\"\n{rules}\n{text}"
            )
        }
        (Kind::Nginx, "nginx.conf") => {
            let (head, block) = cut(text, "    # The application.\n");
            let own = again(block).replace("http://application", &format!("http://127.0.0.1:{port}"));
            format!("{head}{}{own}", block.strip_suffix("}\n").expect("the file ends with its block"))
        }
        (Kind::Caddy, "Caddyfile") => {
            let (_, block) = cut(text, "\napp.example.org {");
            format!("{text}{}", again(block).replace("127.0.0.1:3000", &format!("127.0.0.1:{port}")))
        }
        (Kind::Traefik, "dynamic.yml") => {
            let (head, rest) = cut(text, "    application-portal:\n");
            let (routers, rest) = cut(rest, "\n  middlewares:\n");
            let (services, tls) = cut(rest, "\ntls:\n");
            let own = again(routers).replace("application", "other");
            let service =
                format!("    other:\n      loadBalancer:\n        servers: [{{ url: \"http://127.0.0.1:{port}\" }}]\n");
            format!("{head}{routers}{own}{services}{service}{tls}")
        }
        (Kind::Envoy, "envoy.yaml") => {
            let (head, rest) = cut(text, "                    - name: application\n");
            let (host, clusters) = cut(rest, "  clusters:\n");
            let (_, cluster) = cut(clusters, "    - name: application\n");
            let renamed = |block: &str| again(block).replace("application", "other");
            let own = renamed(cluster).replace("port_value: 3000", &format!("port_value: {port}"));
            let own_host = renamed(host).replace("cluster: application", "cluster: other");
            format!("{head}{host}{own_host}{clusters}{own}")
        }
        _ => text.to_owned(),
    }
}

/// A text before and from a mark on.
fn cut<'t>(text: &'t str, mark: &str) -> (&'t str, &'t str) {
    let at = text.find(mark).unwrap_or_else(|| panic!("the example has no {mark:?}"));
    text.split_at(at)
}
