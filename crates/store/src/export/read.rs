//! One row of the export.

use credentials::ids::FactorId;
use credentials::sms::SealedPhone;
use jiff::Timestamp;
use journey::FactorKind;
use serde_json::{Map, Value};

use super::ExportedTable;
use crate::accounts::parse_groups;
use crate::db::Row;
use crate::{Store, StoreError};

/// How a column is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, or nothing.
    Text,
    /// A time in microseconds, or nothing; written as RFC 3339.
    Time,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// An identifier, or nothing.
    Id,
    /// A list of names.
    Groups,
    /// The sealed number of the profile.
    Phone,
    /// The secret of a factor: its number where it is one by SMS, and nothing else ever.
    SmsNumber,
    /// The sealed value of an address that was replaced.
    Former,
}

impl Store {
    pub(super) fn read_exported(&self, table: &ExportedTable, row: &Row) -> Result<Map<String, Value>, StoreError> {
        let column = |(column, key, kind): &(&'static str, &'static str, Kind)| {
            Ok(((*key).to_owned(), self.read_column(row, column, *kind)?))
        };
        table.columns.iter().map(column).collect()
    }

    fn read_column(&self, row: &Row, column: &'static str, kind: Kind) -> Result<Value, StoreError> {
        Ok(match kind {
            Kind::Text => row.text_opt(column)?.into(),
            Kind::Time => row.time_opt(column)?.map(|at: Timestamp| at.to_string()).into(),
            Kind::Number => row.int_opt(column)?.into(),
            Kind::Flag => row.bool(column)?.into(),
            Kind::Former => self.former_value(row)?.into(),
            Kind::Id => row.uuid_opt(column)?.map(|id| id.to_string()).into(),
            Kind::Groups => parse_groups(&row.text(column)?)?.into(),
            Kind::Phone => self.open_phone(row.account("id")?, row.sealed_opt(column)?.as_ref())?.into(),
            Kind::SmsNumber => self.number_of(row)?.into(),
        })
    }

    fn number_of(&self, row: &Row) -> Result<Option<String>, StoreError> {
        let sealed = row.sealed_opt("secret_sealed")?;
        let is_sms = row.word("kind", FactorKind::parse)? == FactorKind::Sms;
        let Some(sealed) = sealed.filter(|_| is_sms) else { return Ok(None) };
        let factor = FactorId::from_uuid(row.uuid("id")?);
        let phone = SealedPhone { factor, account: row.account("account_id")?, sealed };
        Ok(Some(phone.open(&self.keyring)?.as_e164().to_owned()))
    }
}
