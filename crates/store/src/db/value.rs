//! What can be given to a statement.

use credentials::ids::{AccountId, CodeId, FactorId, GrantId, JourneyId, LinkId, SessionId};
use credentials::keyring::Sealed;
use credentials::security_key::CredentialHash;
use credentials::token::TokenHash;
use jiff::Timestamp;
use oidc::client::ClientId;
use oidc::code::FamilyId;
use sqlx::query::Query;
use sqlx::{Encode, Type};
use uuid::Uuid;

/// One parameter. An absent one still has a type, which PostgreSQL needs to know.
#[derive(Clone)]
pub enum Value {
    /// A number, or a time in microseconds.
    Int(Option<i64>),
    /// Text.
    Text(Option<String>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
    /// An identifier.
    Uuid(Option<Uuid>),
    /// Yes or no.
    Bool(bool),
}

/// Makes the list of parameters from anything that has a [`Value`].
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::db::Value::from($value)),*] };
}
pub(crate) use values;

impl Value {
    /// Binds the parameter to the next place of a query.
    pub(super) fn bind<'q, DB>(&self, query: Query<'q, DB, DB::Arguments>) -> Query<'q, DB, DB::Arguments>
    where
        DB: sqlx::Database,
        Option<i64>: Encode<'q, DB> + Type<DB>,
        Option<String>: Encode<'q, DB> + Type<DB>,
        Option<Vec<u8>>: Encode<'q, DB> + Type<DB>,
        Option<Uuid>: Encode<'q, DB> + Type<DB>,
        bool: Encode<'q, DB> + Type<DB>,
    {
        match self {
            Self::Int(value) => query.bind(*value),
            Self::Text(value) => query.bind(value.clone()),
            Self::Bytes(value) => query.bind(value.clone()),
            Self::Uuid(value) => query.bind(*value),
            Self::Bool(value) => query.bind(*value),
        }
    }
}

/// Both the bare and the optional form of a type that is stored as one kind of value.
macro_rules! stored_as {
    ($variant:ident: $($source:ty => $convert:expr),+ $(,)?) => { $(
        impl From<$source> for Value {
            fn from(value: $source) -> Self {
                Self::$variant(Some($convert(value)))
            }
        }

        impl From<Option<$source>> for Value {
            fn from(value: Option<$source>) -> Self {
                Self::$variant(value.map($convert))
            }
        }
    )+ };
}

stored_as!(Int: i64 => |value| value, u32 => i64::from, Timestamp => |at: Timestamp| at.as_microsecond());
stored_as!(Text:
    String => |text| text, &str => str::to_owned, &String => String::clone, &Sealed => |sealed: &Sealed| sealed.as_str().to_owned(),
    &ClientId => |id: &ClientId| id.as_str().to_owned(),
);
stored_as!(Bytes:
    &[u8; 16] => |bytes: &[u8; 16]| bytes.to_vec(),
    &[u8; 32] => |bytes: &[u8; 32]| bytes.to_vec(),
    &TokenHash => |hash: &TokenHash| hash.as_bytes().to_vec(),
    &CredentialHash => |hash: &CredentialHash| hash.as_bytes().to_vec(),
);
stored_as!(Uuid:
    Uuid => |id| id, AccountId => AccountId::as_uuid, CodeId => CodeId::as_uuid, FactorId => FactorId::as_uuid,
    GrantId => GrantId::as_uuid, JourneyId => JourneyId::as_uuid, LinkId => LinkId::as_uuid, SessionId => SessionId::as_uuid,
    FamilyId => |id: FamilyId| id.0,
);

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
