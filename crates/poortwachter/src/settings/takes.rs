//! Which settings a running portal takes over when it reads them again, and which need a restart: one table, held against the tree of settings.
//!
//! Whoever adds a setting decides here. What needs a restart says why, for the operator; the list in `docs/operating.md` is made of it.

use std::fmt::Write;

/// What has to happen before a new value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// SIGHUP is enough.
    Reload,
    /// The portal has to be started again, because of this.
    Restart(&'static str),
}

use Takes::{Reload, Restart};

/// A section (empty for keys outside of any), what these keys of it take, and the keys.
type Group = (&'static str, Takes, &'static [&'static str]);

/// Every key that holds a value, in the order of the settings.
const TAKES: &[Group] = &[
    ("", Reload, &["preset", "applications", "forward"]),
    ("server", Restart("the address is taken at the start"), &["listen"]),
    ("server", Restart("links, cookies, security keys and applications are bound to it"), &["public_url"]),
    (
        "server",
        Restart("TLS begins with the address; what is in the file is read again whenever it changes"),
        &["tls_certificate", "tls_key"],
    ),
    ("server", Reload, &["trusted_proxies", "forwarded_header", "hsts_subdomains", "networks"]),
    ("database", Restart("the database is opened at the start"), &["url", "max_connections"]),
    ("keys", Restart("the keys belong to the database"), &["file"]),
    ("brand", Reload, &["product", "organisation", "accent", "logo", "address"]),
    ("help", Reload, &["folder"]),
    ("help_desk", Reload, &["phone", "mail", "hours"]),
    ("locale", Reload, &["default", "time_zone"]),
    ("password", Reload, &["min_length", "words", "leaks_file"]),
    ("password.argon2", Restart("the memory for hashing is taken at the start"), &["memory_kib", "passes", "lanes"]),
    ("hashing", Restart("the threads for hashing begin at the start"), &["workers", "queue"]),
    (
        "factors",
        Reload,
        &[
            "app",
            "app_roles",
            "security_key",
            "passkey",
            "passkey_roles",
            "sms",
            "sms_roles",
            "replace_until",
            "attestation",
            "attestation_roots",
        ],
    ),
    ("recovery_code", Reload, &["format"]),
    (
        "recovery",
        Reload,
        &[
            "delay_users_hours",
            "delay_privileged_hours",
            "help_desk_delay_users_hours",
            "help_desk_delay_privileged_hours",
        ],
    ),
    ("enrolment", Reload, &["first_login", "activation_hours", "reset_link_hours", "letter_days", "activation_pin"]),
    ("session", Reload, &["overall_hours", "idle_minutes", "max_per_account"]),
    (
        "oidc",
        Reload,
        &[
            "key_period_days",
            "key_lead_hours",
            "key_linger_hours",
            "private_networks",
            "claims",
            "group_names",
            "clients",
        ],
    ),
    (
        "sms",
        Reload,
        &[
            "sender",
            "countries",
            "per_day",
            "per_country_hour",
            "per_prefix_hour",
            "known_share",
            "parallel",
            "breaker_failures",
            "breaker_seconds",
            "gateways",
        ],
    ),
    (
        "mail",
        Reload,
        &[
            "host",
            "port",
            "security",
            "allow_plain",
            "username",
            "password",
            "from",
            "from_name",
            "ca_file",
            "timeout_seconds",
            "parallel",
        ],
    ),
    ("audit", Reload, &["file", "syslog", "syslog_facility"]),
    ("retention", Reload, &["audit_years", "addresses_months", "technical_days", "journeys_days", "erase_after_days"]),
    ("log", Restart("whoever reads the log expects one form"), &["format"]),
    ("log", Reload, &["level"]),
    ("metrics", Restart("the address is taken at the start"), &["listen"]),
    ("tracing", Restart("traces begin with the log"), &["endpoint", "percent"]),
];

/// What a key takes, by its names from the outermost section on; `None` for a key that nobody decided about.
pub fn of(path: &[&str]) -> Option<Takes> {
    let (key, section) = path.split_last()?;
    let section = section.join(".");
    TAKES.iter().find(|(of, _, keys)| *of == section && keys.contains(key)).map(|(_, takes, _)| *takes)
}

/// The list of the documentation, in Markdown.
pub fn print() -> String {
    let mut text = "| section | taken over at a reload | needs a restart |\n|---|---|---|\n".to_owned();
    let mut sections: Vec<&str> = TAKES.iter().map(|(section, ..)| *section).collect();
    sections.dedup();
    for section in sections {
        let title = if section.is_empty() { "(no section)".to_owned() } else { format!("`[{section}]`") };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {title} | {} | {} |", cell(section, true), cell(section, false));
    }
    text
}

fn cell(section: &str, reload: bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (_, takes, keys) in TAKES.iter().filter(|(of, takes, _)| *of == section && (*takes == Reload) == reload) {
        let keys = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        match takes {
            Reload => parts.push(keys),
            Restart(why) => parts.push(format!("{keys}: {why}")),
        }
    }
    parts.join(if reload { ", " } else { "; " })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::variables::leaves;
    use super::*;

    #[test]
    fn every_setting_is_decided_about_once() {
        let decided: Vec<String> = TAKES
            .iter()
            .flat_map(|(section, _, keys)| keys.iter().map(move |key| format!("{section}.{key}")))
            .map(|path| path.trim_start_matches('.').to_owned())
            .collect();
        let leaves: Vec<String> = leaves().iter().map(|leaf| leaf.path.join(".")).collect();
        assert_eq!(decided, leaves, "decide in settings/takes.rs whether a reload takes a new setting over");
        assert!(super::super::variables::leaves().iter().all(|leaf| of(&leaf.path).is_some()));
    }

    #[test]
    fn the_documentation_has_the_list() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operating.md");
        let page = std::fs::read_to_string(file).unwrap();
        let kept =
            page.split("<!-- reload: begin -->\n").nth(1).and_then(|rest| rest.split("<!-- reload: end -->").next());
        assert_eq!(kept, Some(print().as_str()), "put this between the marks in docs/operating.md");
    }
}
