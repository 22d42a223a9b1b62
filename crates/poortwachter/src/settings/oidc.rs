//! OpenID Connect: what applications learn about people, how the signing keys follow each other, and where the portal may be sent to.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::SignedDuration;
use oidc::claims::{BadMapping, Mapping, Rule, Source};
use oidc::keys::Rotation;
use oidc::scope::Scope;

mod client;

use super::checks::Checks;
use super::key::{Kind, Standing, keys, parses, readable};
use super::network::Network;
use crate::complaint::quoted;

pub use client::Client;

keys! {
    /// The keys of `[oidc]`.
    pub struct Oidc {
        /// Days after which a new signing key is made.
        key_period_days: u32 = Kind::Whole { least: 1, most: 730 }, Standing::Default("90");
        /// Hours that a new key is published before it signs. Applications that keep the key set longer than this refuse logins for a while.
        key_lead_hours: u32 = Kind::Whole { least: 2, most: 720 }, Standing::Default("24");
        /// Hours that a key stays published after it signed.
        key_linger_hours: u32 = Kind::Whole { least: 1, most: 720 }, Standing::Default("24");
        /// Networks that are not public in which the portal may call applications to tell them of a logout. Anything else that is not public is never called.
        private_networks: Vec<Network> = Kind::Texts { expected: "networks, such as 10.1.0.0/16", check: parses::<Network> }, Standing::Default("[]");
        /// What applications learn about people, each for a scope that the application was given. This list is the whole of it: what you leave out, nobody learns.
        claims: Vec<Claim> = Kind::Rows(Claim::KEYS), Standing::Default(DEFAULT_CLAIMS);
        /// Groups that applications know by another name than the portal.
        group_names: Vec<GroupName> = Kind::Rows(GroupName::KEYS), Standing::Default("[]");
        /// Applications that are registered by these settings instead of by `poortwachter client add`: made or changed at each start, and switched off when they are left out.
        clients: Vec<Client> = Kind::Rows(Client::KEYS), Standing::Default("[]");
    }
}

keys! {
    /// One thing that applications learn.
    pub struct Claim {
        /// What applications call it.
        claim: String = Kind::Text { expected: "1 to 64 letters, digits and _-.:/", check: claim_name }, Standing::Required("\"email\"");
        /// The scope that gives it.
        scope: Scope = Kind::Choice(&["openid", "profile", "email", "phone", "groups"]), Standing::Required("\"email\"");
        /// Where it comes from.
        source: Source = Kind::Choice(SOURCES), Standing::Required("\"email\"");
    }
}

keys! {
    /// One group with its name for applications.
    pub struct GroupName {
        /// The group in the portal.
        group: String = Kind::Text { expected: "a name of at most 200 characters", check: readable }, Standing::Required("\"hr\"");
        /// Its name for applications.
        name: String = Kind::Text { expected: "a name of at most 200 characters", check: readable }, Standing::Required("\"Personeelszaken\"");
    }
}

/// The words of [`Source`].
const SOURCES: &[&str] = &[
    "username",
    "display-name",
    "email",
    "email-verified",
    "phone",
    "phone-verified",
    "locale",
    "groups",
    "updated-at",
    "recovered-at",
];

/// [`Mapping::default`] as the settings write it.
const DEFAULT_CLAIMS: &str = "[
  { claim = \"preferred_username\", scope = \"profile\", source = \"username\" },
  { claim = \"name\", scope = \"profile\", source = \"display-name\" },
  { claim = \"locale\", scope = \"profile\", source = \"locale\" },
  { claim = \"updated_at\", scope = \"profile\", source = \"updated-at\" },
  { claim = \"email\", scope = \"email\", source = \"email\" },
  { claim = \"email_verified\", scope = \"email\", source = \"email-verified\" },
  { claim = \"phone_number\", scope = \"phone\", source = \"phone\" },
  { claim = \"phone_number_verified\", scope = \"phone\", source = \"phone-verified\" },
  { claim = \"groups\", scope = \"groups\", source = \"groups\" },
  { claim = \"recovered_at\", scope = \"openid\", source = \"recovered-at\" },
]";

impl Oidc {
    pub(super) fn check(&self, checks: &mut Checks) {
        for (index, claim) in self.claims.iter().enumerate() {
            let before: Vec<_> = self.claims[..index].iter().map(Claim::rule).collect();
            let with: Vec<_> = before.iter().cloned().chain([claim.rule()]).collect();
            // The first row with which it goes wrong is the one to name.
            if Mapping::new(before, BTreeMap::new()).is_ok() && Mapping::new(with, BTreeMap::new()).is_err() {
                let found = format!("{}, which stands there twice or is the portal's own", quoted(&claim.claim));
                checks.wrong(&format!("oidc.claims[{}].claim", index + 1), found, "choose another name");
            }
        }
        for (index, one) in self.group_names.iter().enumerate() {
            if self.group_names[..index].iter().any(|other| other.group == one.group) {
                let found = format!("{} a second time", quoted(&one.group));
                checks.wrong(&format!("oidc.group_names[{}].group", index + 1), found, "give each group one name");
            }
        }
        for (index, client) in self.clients.iter().enumerate() {
            if self.clients[..index].iter().any(|other| other.id == client.id) {
                let found = format!("{} a second time", quoted(&client.id));
                checks.wrong(&format!("oidc.clients[{}].id", index + 1), found, "give each application its own id");
            }
        }
        let overlap = self.key_lead_hours + self.key_linger_hours;
        if self.key_period_days * 24 <= overlap {
            let found = format!("{} days, not longer than the {overlap} hours that keys overlap", self.key_period_days);
            let advice = "make it longer, or oidc.key_lead_hours and oidc.key_linger_hours shorter";
            checks.wrong("oidc.key_period_days", found, advice);
        }
    }

    /// When signing keys are made, used and retired.
    pub fn rotation(&self) -> Rotation {
        let hours = |hours: u32| SignedDuration::from_hours(hours.into());
        Rotation {
            period: hours(self.key_period_days * 24),
            lead: hours(self.key_lead_hours),
            linger: hours(self.key_linger_hours),
        }
    }

    /// What applications learn; wrong claims were refused when the settings were read.
    pub fn mapping(&self) -> Result<Mapping, BadMapping> {
        let names = self.group_names.iter().map(|one| (one.group.clone(), one.name.clone())).collect();
        Mapping::new(self.claims.iter().map(Claim::rule).collect(), names)
    }

    /// Whether the portal may call an address that is not public.
    pub fn allows(&self, address: IpAddr) -> bool {
        self.private_networks.iter().any(|network| network.contains(address))
    }
}

impl Claim {
    fn rule(&self) -> Rule {
        Rule { claim: self.claim.clone(), scope: self.scope, source: self.source }
    }
}

fn claim_name(text: &str) -> Result<(), &'static str> {
    match text.len() {
        1..=64 if text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:/".contains(&b)) => Ok(()),
        1..=64 => Err("it holds something else than letters, digits and _-.:/"),
        _ => Err("it does not have 1 to 64 characters"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::*;

    fn read(text: &str) -> Result<Oidc, String> {
        Settings::read("p.toml", text, &[]).map(|settings| settings.oidc).map_err(|complaints| complaints.to_string())
    }

    #[test]
    fn nothing_set_gives_the_rules_defaults() {
        let oidc = read("").unwrap();
        assert_eq!((oidc.mapping(), oidc.rotation()), (Ok(Mapping::default()), Rotation::default()));
        assert!(!oidc.allows([127, 0, 0, 1].into())); // OP-20
    }

    #[test]
    fn claims_are_mapped_and_groups_renamed() {
        let text = "[oidc]\nkey_period_days = 30\nkey_lead_hours = 48\nkey_linger_hours = 2\nprivate_networks = [\"10.1.0.0/16\"]\n\
                    [[oidc.claims]]\nclaim = \"upn\"\nscope = \"profile\"\nsource = \"username\"\n\
                    [[oidc.group_names]]\ngroup = \"hr\"\nname = \"Personeelszaken\"\n";
        let oidc = read(text).unwrap();
        assert_eq!(oidc.mapping().unwrap().names().collect::<Vec<_>>(), ["upn"]);
        assert_eq!(oidc.rotation().lead, SignedDuration::from_hours(48)); // OP-12
        assert!(oidc.allows([10, 1, 2, 3].into()) && !oidc.allows([10, 2, 0, 1].into()));
    }

    #[test]
    fn what_is_wrong_is_said_with_line_key_and_remedy() {
        for (text, said) in [
            (
                "[[oidc.claims]]\nclaim = \"sub\"\nscope = \"openid\"\nsource = \"username\"",
                "p.toml line 2: oidc.claims[1].claim: found \"sub\", which stands there twice or is the portal's own; choose another name.",
            ),
            (
                "oidc.claims = [{ claim = \"a\", scope = \"email\", source = \"email\" }, { claim = \"a\", scope = \"openid\", source = \"email\" }]",
                "p.toml line 1: oidc.claims[2].claim: found \"a\", which stands there twice or is the portal's own; choose another name.",
            ),
            (
                "[[oidc.claims]]\nclaim = \"a b\"\nscope = \"email\"\nsource = \"email\"",
                "p.toml line 2: oidc.claims[1].claim: found \"a b\" (it holds something else than letters, digits and _-.:/); write 1 to 64 letters, digits and _-.:/.",
            ),
            (
                "oidc.group_names = [{ group = \"a\", name = \"b\" }, { group = \"a\", name = \"c\" }]",
                "p.toml line 1: oidc.group_names[2].group: found \"a\" a second time; give each group one name.",
            ),
            (
                "[oidc]\nkey_period_days = 2\nkey_lead_hours = 40",
                "p.toml line 2: oidc.key_period_days: found 2 days, not longer than the 64 hours that keys overlap; make it longer, or oidc.key_lead_hours and oidc.key_linger_hours shorter.",
            ),
            (
                "oidc.key_lead_hours = 1",
                "p.toml line 1: oidc.key_lead_hours: found 1; write a whole number from 2 to 720.",
            ),
            (
                "oidc.private_networks = [\"0.0.0.0/0\"]",
                "p.toml line 1: oidc.private_networks: found \"0.0.0.0/0\" (it is the whole internet); write a list of networks, such as 10.1.0.0/16.",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), said);
        }
        let scope =
            read("oidc.claims = [{ claim = \"a\", scope = \"offline_access\", source = \"email\" }]").unwrap_err();
        assert!(scope.contains("write one of \"openid\", \"profile\""), "{scope}");
        let source = read("oidc.claims = [{ claim = \"a\", scope = \"email\", source = \"mail\" }]").unwrap_err();
        assert!(source.contains("write one of \"username\", \"display-name\""), "{source}");
    }
}
