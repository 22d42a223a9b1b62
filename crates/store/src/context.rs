//! Who does something, when and from where: what every unit of work writes beside its facts.

use std::fmt;

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::Origin;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The person at the browser; the entry's account says who that is, as far as it is known.
    Visitor,
    /// Somebody who is logged in and acts on another account, such as the help desk.
    Account(AccountId),
    /// Somebody at the command line, by the name of their system account.
    Operator(String),
    /// The portal itself.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Visitor => f.write_str("visitor"),
            Self::Account(account) => write!(f, "account:{account}"),
            Self::Operator(name) => write!(f, "operator:{name}"),
            Self::System => f.write_str("system"),
        }
    }
}

/// The circumstances of one unit of work.
#[derive(Clone, Debug)]
pub struct Context {
    /// When.
    pub now: Timestamp,
    /// From where.
    pub origin: Origin,
    /// The request number that the logs and the fault page show.
    pub request: String,
    /// Who acts.
    pub actor: Actor,
    /// For whom they act, when that is somebody else (requirement LO-02).
    pub on_behalf_of: Option<String>,
    /// Why, in the words of whoever acts; stands at every entry that says nothing else.
    pub because: Option<String>,
}

impl Context {
    /// Something that the portal or a command does by itself, not from a request.
    pub fn new(now: Timestamp, actor: Actor) -> Self {
        Self { now, origin: Origin::default(), request: String::new(), actor, on_behalf_of: None, because: None }
    }
}
