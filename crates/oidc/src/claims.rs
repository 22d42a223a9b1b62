//! What applications learn about a person: the mapping of the settings, applied to what a client may have.
//!
//! `sub` is the account's id: stable, and never given to anybody else (OP-10).

use std::collections::{BTreeMap, BTreeSet};

use credentials::ids::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::scope::{Scope, Scopes};

/// What is known of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The username.
    pub username: String,
    /// The name as it is written.
    pub display_name: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// Whether somebody at that address answered.
    pub email_verified: bool,
    /// The phone number in E.164.
    pub phone: Option<String>,
    /// Whether somebody at that number answered.
    pub phone_verified: bool,
    /// The language, such as `nl`.
    pub locale: Option<String>,
    /// The groups in the portal.
    pub groups: BTreeSet<String>,
    /// When any of this last changed.
    pub updated_at: Option<Timestamp>,
    /// When the account was last recovered.
    pub recovered_at: Option<Timestamp>,
}

/// Where a claim's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// [`Person::username`].
    Username,
    /// [`Person::display_name`].
    DisplayName,
    /// [`Person::email`].
    Email,
    /// [`Person::email_verified`], if there is an address.
    EmailVerified,
    /// [`Person::phone`].
    Phone,
    /// [`Person::phone_verified`], if there is a number.
    PhoneVerified,
    /// [`Person::locale`].
    Locale,
    /// [`Person::groups`] under their names for applications.
    Groups,
    /// [`Person::updated_at`] in seconds.
    UpdatedAt,
    /// [`Person::recovered_at`] in seconds, so that an application can be careful for a while.
    RecoveredAt,
}

/// One claim of the mapping.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rule {
    /// The claim's name.
    pub claim: String,
    /// The scope that gives it.
    pub scope: Scope,
    /// Its value.
    pub source: Source,
}

/// Which claims there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    rules: Vec<Rule>,
    group_names: BTreeMap<String, String>,
}

/// What decides which claims are told.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What the token may.
    pub granted: &'a Scopes,
    /// Claims that were asked for by name.
    pub asked: &'a BTreeSet<String>,
    /// What the client may have at all.
    pub allowed: &'a Scopes,
}

/// A mapping names a claim twice, or one that the provider itself speaks for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the claim \"{0}\" is mapped twice, or is the provider's own")]
pub struct BadMapping(pub String);

/// Claims that no mapping may make: they say what the provider vouches for.
const OWN: [&str; 17] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "nonce",
    "auth_time",
    "acr",
    "amr",
    "azp",
    "sid",
    "at_hash",
    "c_hash",
    "events",
    "cnf",
];

impl Wanted<'_> {
    fn gives(&self, rule: &Rule) -> bool {
        let by_name = self.asked.contains(&rule.claim) && self.allowed.has(rule.scope);
        self.granted.has(rule.scope) || by_name
    }
}

impl Default for Mapping {
    fn default() -> Self {
        let rule = |claim: &str, scope, source| Rule { claim: claim.to_owned(), scope, source };
        let rules = vec![
            rule("preferred_username", Scope::Profile, Source::Username),
            rule("name", Scope::Profile, Source::DisplayName),
            rule("locale", Scope::Profile, Source::Locale),
            rule("updated_at", Scope::Profile, Source::UpdatedAt),
            rule("email", Scope::Email, Source::Email),
            rule("email_verified", Scope::Email, Source::EmailVerified),
            rule("phone_number", Scope::Phone, Source::Phone),
            rule("phone_number_verified", Scope::Phone, Source::PhoneVerified),
            rule("groups", Scope::Groups, Source::Groups),
            rule("recovered_at", Scope::Openid, Source::RecoveredAt),
        ];
        Self { rules, group_names: BTreeMap::new() }
    }
}

impl Mapping {
    /// Takes the rules of the settings; `group_names` says how groups are called for applications, where it differs.
    pub fn new(rules: Vec<Rule>, group_names: BTreeMap<String, String>) -> Result<Self, BadMapping> {
        let mut seen = BTreeSet::new();
        for rule in &rules {
            if rule.claim.is_empty() || OWN.contains(&rule.claim.as_str()) || !seen.insert(&rule.claim) {
                return Err(BadMapping(rule.claim.clone()));
            }
        }
        Ok(Self { rules, group_names })
    }

    /// The claims' names, for the metadata.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.claim.as_str())
    }

    /// The claims of a person: those of the granted scopes, and those that were asked by name as far as the client may have their
    /// scope. What is not known is left out (OpenID Connect Core section 5.3.2).
    pub fn release(
        &self,
        person: &Person,
        granted: &Scopes,
        asked: &BTreeSet<String>,
        allowed: &Scopes,
    ) -> Map<String, Value> {
        let wanted = Wanted { granted, asked, allowed };
        let given = |rule: &&Rule| wanted.gives(rule);
        let entry = |rule: &Rule| Some((rule.claim.clone(), self.value(rule.source, person)?));
        self.rules.iter().filter(given).filter_map(entry).collect()
    }

    /// Whether a claim about the phone number is among them: the store decrypts a number only for that.
    pub fn needs_phone(&self, wanted: &Wanted<'_>) -> bool {
        let of_phone = |rule: &&Rule| matches!(rule.source, Source::Phone | Source::PhoneVerified);
        self.rules.iter().filter(of_phone).any(|rule| wanted.gives(rule))
    }

    fn value(&self, source: Source, person: &Person) -> Option<Value> {
        let text = |text: &Option<String>| text.clone().map(Value::from);
        let seconds = |at: Option<Timestamp>| at.map(|at| Value::from(at.as_second()));
        match source {
            Source::Username => Some(Value::from(person.username.clone())),
            Source::DisplayName => text(&person.display_name),
            Source::Email => text(&person.email),
            Source::EmailVerified => person.email.is_some().then(|| Value::from(person.email_verified)),
            Source::Phone => text(&person.phone),
            Source::PhoneVerified => person.phone.is_some().then(|| Value::from(person.phone_verified)),
            Source::Locale => text(&person.locale),
            Source::Groups => Some(self.groups(person).into_iter().map(Value::from).collect()),
            Source::UpdatedAt => seconds(person.updated_at),
            Source::RecoveredAt => seconds(person.recovered_at),
        }
    }

    /// The groups under their names for applications.
    pub fn groups<'a>(&'a self, person: &'a Person) -> BTreeSet<&'a str> {
        person.groups.iter().map(|group| self.group_names.get(group).unwrap_or(group).as_str()).collect()
    }
}
