//! What comes back from a statement.

use credentials::ids::AccountId;
use credentials::keyring::Sealed;
use credentials::token::TokenHash;
use jiff::Timestamp;
use oidc::client::ClientId;
use oidc::scope::Scopes;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::StoreError;

/// One row; the getters name the column in their error, never the value.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! getter {
    ($(#[$doc:meta])* $name:ident -> $kind:ty) => {
        $(#[$doc])*
        pub(crate) fn $name(&self, column: &'static str) -> Result<$kind, StoreError> {
            match self {
                Self::Sqlite(row) => row.try_get(column),
                Self::Postgres(row) => row.try_get(column),
            }
            .map_err(|_| StoreError::Row { column })
        }
    };
}

impl Row {
    getter!(int -> i64);
    getter!(int_opt -> Option<i64>);
    getter!(text -> String);
    getter!(text_opt -> Option<String>);
    getter!(bytes -> Vec<u8>);
    getter!(bytes_opt -> Option<Vec<u8>>);
    getter!(uuid -> Uuid);
    getter!(uuid_opt -> Option<Uuid>);
    getter!(bool -> bool);

    /// An account's id.
    pub(crate) fn account(&self, column: &'static str) -> Result<AccountId, StoreError> {
        self.uuid(column).map(AccountId::from_uuid)
    }

    /// A number that counts something.
    pub(crate) fn count(&self, column: &'static str) -> Result<u64, StoreError> {
        u64::try_from(self.int(column)?).map_err(|_| StoreError::Row { column })
    }

    /// A client's name.
    pub(crate) fn client(&self, column: &'static str) -> Result<ClientId, StoreError> {
        self.word(column, ClientId::parse)
    }

    /// Scopes, as they stand in a response.
    pub(crate) fn scopes(&self, column: &'static str) -> Result<Scopes, StoreError> {
        Scopes::parse(&self.text(column)?).map_err(|_| StoreError::Row { column })
    }

    /// A time, stored in microseconds.
    pub(crate) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        Timestamp::from_microsecond(self.int(column)?).map_err(|_| StoreError::Row { column })
    }

    /// A time that may be absent.
    pub(crate) fn time_opt(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let micros = self.int_opt(column)?;
        micros.map(Timestamp::from_microsecond).transpose().map_err(|_| StoreError::Row { column })
    }

    /// A word that stands for a variant.
    pub(crate) fn word<T>(&self, column: &'static str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        parse(&self.text(column)?).ok_or(StoreError::Row { column })
    }

    /// A word that may be absent.
    pub(crate) fn word_opt<T>(
        &self,
        column: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        self.text_opt(column)?.map(|text| parse(&text).ok_or(StoreError::Row { column })).transpose()
    }

    /// The hash of a bearer secret.
    pub(crate) fn token(&self, column: &'static str) -> Result<TokenHash, StoreError> {
        let bytes = self.bytes(column)?.try_into().map_err(|_| StoreError::Row { column })?;
        Ok(TokenHash::from_bytes(bytes))
    }

    /// A sealed value.
    pub(crate) fn sealed(&self, column: &'static str) -> Result<Sealed, StoreError> {
        Ok(Sealed::parse(self.text(column)?)?)
    }

    /// A sealed value that may be absent.
    pub(crate) fn sealed_opt(&self, column: &'static str) -> Result<Option<Sealed>, StoreError> {
        Ok(self.text_opt(column)?.map(Sealed::parse).transpose()?)
    }
}
