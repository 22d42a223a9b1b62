//! Consent (OP-17): what people are shown before an application of somebody else learns who they are, and what is kept of it.

use credentials::ids::AccountId;
use jiff::Timestamp;

use crate::client::{Client, ClientId};
use crate::scope::{Scope, Scopes};

/// What the consent page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentPage {
    /// The application's name.
    pub client_name: String,
    /// What it asks for and does not have yet.
    pub new: Scopes,
    /// What was agreed to before.
    pub known: Scopes,
    /// Whether it stays able to act until the session ends (`offline_access`); otherwise it learns these things once, now.
    pub until_session_ends: bool,
}

/// What somebody agreed to; one row for each account and client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// Who.
    pub account: AccountId,
    /// For which application.
    pub client: ClientId,
    /// To what.
    pub scopes: Scopes,
    /// When last.
    pub agreed_at: Timestamp,
}

/// The page for a request.
pub fn page(client: &Client, asked: &Scopes, agreed: Option<&Scopes>) -> ConsentPage {
    let has = |scope: &Scope| agreed.is_some_and(|agreed| agreed.has(*scope));
    ConsentPage {
        client_name: client.name.clone(),
        new: asked.iter().filter(|scope| !has(scope)).collect(),
        known: asked.iter().filter(has).collect(),
        until_session_ends: asked.has(Scope::OfflineAccess),
    }
}

/// The row after somebody agreed: what was agreed to before stays.
pub fn agree(
    account: AccountId,
    client: &ClientId,
    asked: &Scopes,
    agreed: Option<&Scopes>,
    now: Timestamp,
) -> ConsentRow {
    let scopes = agreed.map_or_else(|| asked.clone(), |agreed| asked.union(agreed));
    ConsentRow { account, client: client.clone(), scopes, agreed_at: now }
}
