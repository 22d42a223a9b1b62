//! What the program says of settings that it cannot use: file, line, key, what was found, what is expected.

use std::path::Path;

use crate::place::{Place, program};

#[test]
fn wrong_settings_are_named_with_file_line_and_key() {
    let place = Place::new();
    let file = place.settings();
    std::fs::write(
        &file,
        "[server]\nlisten = \"here\"\nport = 80\n[session]\nidle_minutes = 0\n[database]\nurl = \"mysql://u:s3cret@h/d\"\n",
    )
    .unwrap();
    let said = place.run(&["serve"]).refused().replace(&file.display().to_string(), "FILE");
    assert_eq!(
        said,
        "FILE line 2: server.listen: found \"here\" (it is not an IP address with a port); write an address with a port, such as 127.0.0.1:8080.\n\
         FILE line 3: server.port: found a key that does not exist; keys here are listen, public_url, tls_certificate, tls_key, trusted_proxies, forwarded_header, hsts_subdomains, networks.\n\
         FILE line 5: session.idle_minutes: found 0; write a whole number from 1 to 1440.\n\
         FILE line 7: database.url: found a value that is not shown here (it does not begin with sqlite:// or postgres://); write sqlite:///path/to/file.db or postgres://user:password@host/database.\n"
    );
    assert_eq!(place.files(), ["portal.toml"], "nothing was made");
}

#[test]
fn a_file_that_is_no_toml_or_not_there_is_named() {
    let place = Place::new();
    std::fs::write(place.settings(), "[server]\nlisten = \"127.0.0.1:80\n").unwrap();
    let said = place.run(&["serve"]).refused();
    assert!(said.contains("portal.toml line 2: found text that is not TOML"), "{said}");
    std::fs::remove_file(place.settings()).unwrap();
    let said = place.run(&["serve"]).refused();
    assert!(
        said.contains("portal.toml: found a file that cannot be read") && said.contains("config example"),
        "{said}"
    );
}

#[test]
fn a_wrong_variable_is_named() {
    let place = Place::new();
    let mut command = program();
    command.args(["serve", "--config"]).arg(place.settings()).env("POORTWACHTER_SESSION__IDLE_MINUTES", "soon");
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("POORTWACHTER_SESSION__IDLE_MINUTES: session.idle_minutes: found \"soon\";"), "{said}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_portal_without_an_address_does_not_start() {
    let place = Place::new();
    std::fs::write(place.settings(), "").unwrap();
    let said = place.run(&["serve"]).refused();
    assert!(said.starts_with("server.public_url: found nothing;"), "{said}");
}

#[test]
fn generated_files_unchanged() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../poortwachter.example.toml");
    let output = program().args(["config", "example"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), std::fs::read_to_string(kept).unwrap());
}

#[test]
fn wrong_usage_is_two_and_help_is_none() {
    for (arguments, code) in [(&["login"][..], 2), (&["serve"], 2), (&[], 2), (&["--help"], 0), (&["--version"], 0)] {
        assert_eq!(program().args(arguments).output().unwrap().status.code(), Some(code), "{arguments:?}");
    }
}
