//! Scopes: the few that the provider knows (OpenID Connect Core section 5.4; `groups` is ours).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A scope that the provider knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Makes it OpenID Connect; always asked.
    Openid,
    /// Names and language.
    Profile,
    /// The mail address.
    Email,
    /// The phone number.
    Phone,
    /// The groups that the settings map.
    Groups,
    /// A refresh token (OpenID Connect Core section 11).
    OfflineAccess,
}

impl Scope {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 6] =
        [Self::Openid, Self::Profile, Self::Email, Self::Phone, Self::Groups, Self::OfflineAccess];

    /// The scope's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Groups => "groups",
            Self::OfflineAccess => "offline_access",
        }
    }

    /// The scope of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// A set of scopes, without an order of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(BTreeSet<Scope>);

/// A character that no scope may have (RFC 6749 section 3.3), or a name that none has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadScope;

impl Scopes {
    /// Reads a list with single spaces; names that the provider does not know are left out (OpenID Connect Core section 3.1.2.1).
    pub fn parse(text: &str) -> Result<Self, BadScope> {
        let allowed = |b: u8| matches!(b, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        if !text.bytes().all(allowed) {
            return Err(BadScope);
        }
        Ok(Self(text.split(' ').filter_map(Scope::parse).collect()))
    }

    /// Reads a list of which every name must be known: whoever had scopes granted can name no other ones (RFC 6749 section 6).
    pub fn parse_granted(text: &str) -> Result<Self, BadScope> {
        let scopes = Self::parse(text)?;
        if text.split(' ').all(|name| Scope::parse(name).is_some()) { Ok(scopes) } else { Err(BadScope) }
    }

    /// Whether it is among them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether all of these are among the others.
    pub fn within(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }

    /// Those of both.
    #[must_use]
    pub fn union(&self, others: &Self) -> Self {
        Self(self.0.union(&others.0).copied().collect())
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }

    /// The list as it stands in a response.
    pub fn to_text(&self) -> String {
        self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        Self(scopes.into_iter().collect())
    }
}
