//! Everything in the database that depends on a root key.

use credentials::ids::{AccountId, CodeId, FactorId, JourneyId};
use credentials::keyring::{Binding, Purpose};
use credentials::places;
use journey::FactorKind;
use oidc::code::FamilyId;
use uuid::Uuid;

use super::{Column, How};
use crate::db::{Row, Value};
use crate::{StoreError, accounts, forward, notices, oidc as connect, outbox, requests, sessions};

type Place = Result<(Purpose, Binding), StoreError>;

/// Columns that name a root key and are not made anew, each with the reason.
pub const LIVED_OUT: &[(&str, &str, &str)] = &[
    ("grants", "pin", "the number itself is nowhere; the key stays until the last link with one is used or over"),
    ("erased_names", "name_hash", "the name itself is nowhere; what finds it stays in the key file when the key goes"),
    ("counters", "subject", "hashed with the oldest key whichever is active; counts begin again when that one goes"),
    ("audit", "session_hash", "never changed; it tells entries of one session apart"),
    (
        "audit_head",
        "signed",
        "the newest marks are signed again (`marks`), and the key file remembers who signed the others",
    ),
];

/// A column whose rows are found by one key, or by two.
macro_rules! column {
    ($table:literal, $column:literal, $how:expr, $key:literal: $get:ident from $first:expr) => {
        Column {
            table: $table,
            name: $column,
            how: $how,
            page: concat!(
                "SELECT * FROM ",
                $table,
                " WHERE ",
                $column,
                " IS NOT NULL AND ",
                $column,
                " NOT LIKE $1 AND ",
                $key,
                " > $3 ORDER BY ",
                $key,
                " LIMIT $2"
            ),
            write: concat!("UPDATE ", $table, " SET ", $column, " = $1 WHERE ", $column, " = $2 AND ", $key, " = $3"),
            count: concat!("SELECT COUNT(*) AS held FROM ", $table, " WHERE ", $column, " LIKE $1"),
            first: || vec![$first],
            keys: |row| Ok(vec![row.$get($key)?.into_value()]),
        }
    };
    ($table:literal, $column:literal, $how:expr, $one:literal: $get:ident from $first:expr,
     $two:literal: $get_two:ident from $first_two:expr) => {
        Column {
            table: $table,
            name: $column,
            how: $how,
            page: concat!(
                "SELECT * FROM ",
                $table,
                " WHERE ",
                $column,
                " IS NOT NULL AND ",
                $column,
                " NOT LIKE $1 AND (",
                $one,
                ", ",
                $two,
                ") > ($3, $4) ORDER BY ",
                $one,
                ", ",
                $two,
                " LIMIT $2"
            ),
            write: concat!(
                "UPDATE ",
                $table,
                " SET ",
                $column,
                " = $1 WHERE ",
                $column,
                " = $2 AND ",
                $one,
                " = $3 AND ",
                $two,
                " = $4"
            ),
            count: concat!("SELECT COUNT(*) AS held FROM ", $table, " WHERE ", $column, " LIKE $1"),
            first: || vec![$first, $first_two],
            keys: |row| Ok(vec![row.$get($one)?.into_value(), row.$get_two($two)?.into_value()]),
        }
    };
}

/// What a key column gives as a parameter.
trait IntoValue {
    fn into_value(self) -> Value;
}

impl IntoValue for Uuid {
    fn into_value(self) -> Value {
        Value::Uuid(Some(self))
    }
}

impl IntoValue for Vec<u8> {
    fn into_value(self) -> Value {
        Value::Bytes(Some(self))
    }
}

impl IntoValue for i64 {
    fn into_value(self) -> Value {
        Value::Int(Some(self))
    }
}

const NO_ID: Value = Value::Uuid(Some(Uuid::nil()));
const NO_TIME: Value = Value::Int(Some(i64::MIN));

const fn no_hash() -> Value {
    Value::Bytes(Some(Vec::new()))
}

/// All of them. Whoever adds a column that is sealed or carries a MAC adds it here, or to [`LIVED_OUT`] with the reason; a test wants it.
pub(crate) const COLUMNS: &[Column] = &[
    column!("accounts", "password_sealed", How::Sealed(password), "id": uuid from NO_ID),
    column!("accounts", "phone_sealed", How::Sealed(phone), "id": uuid from NO_ID),
    column!("factors", "secret_sealed", How::Sealed(factor), "account_id": uuid from NO_ID, "id": uuid from NO_ID),
    column!("recovery_codes", "hash_sealed", How::Sealed(recovery_code), "id": uuid from NO_ID),
    column!("journeys", "state_sealed", How::Sealed(state), "id": uuid from NO_ID),
    column!("former_addresses", "value_sealed", How::Sealed(former_address), "id": uuid from NO_ID),
    column!("former_passwords", "value_sealed", How::Sealed(former_password),
        "account_id": uuid from NO_ID, "replaced_at": int from NO_TIME),
    column!("outbox", "payload_sealed", How::Sealed(message), "id": uuid from NO_ID),
    column!("requests", "typed_sealed", How::Sealed(typed), "id": uuid from NO_ID),
    column!("authorization_requests", "request_sealed", How::Sealed(connect::request_place), "id": uuid from NO_ID),
    column!("pushed_requests", "request_sealed", How::Sealed(connect::pushed_place), "hash": bytes from no_hash()),
    column!("forward_requests", "target_sealed", How::Sealed(forward::request_place), "id": uuid from NO_ID),
    column!("forward_tickets", "target_sealed", How::Sealed(forward::ticket_place), "token_hash": bytes from no_hash()),
    column!("token_families", "grant_sealed", How::Sealed(grant), "id": uuid from NO_ID),
    column!("signing_keys", "private_sealed", How::Sealed(signing_key), "id": uuid from NO_ID),
    column!("signing_keys", "mac", How::Mac(connect::signing_key_mac), "id": uuid from NO_ID),
    column!("sessions", "mac", How::Mac(sessions::remade_mac), "id": uuid from NO_ID),
    column!("forward_sessions", "mac", How::Mac(forward::session_mac), "token_hash": bytes from no_hash()),
    column!("forward_tickets", "mac", How::Mac(forward::ticket_mac), "token_hash": bytes from no_hash()),
    column!("authorization_codes", "mac", How::Mac(connect::code_mac), "hash": bytes from no_hash()),
    column!("refresh_tokens", "mac", How::Mac(connect::refresh_mac), "hash": bytes from no_hash()),
    column!("access_tokens", "mac", How::Mac(connect::access_mac), "hash": bytes from no_hash()),
];

fn password(row: &Row) -> Place {
    Ok((Purpose::Password, places::password(row.account("id")?)))
}

fn former_password(row: &Row) -> Place {
    Ok((Purpose::Password, places::password(row.account("account_id")?)))
}

fn phone(row: &Row) -> Place {
    Ok((Purpose::Personal, accounts::phone_binding(row.account("id")?)))
}

fn factor(row: &Row) -> Place {
    let purpose = match row.word("kind", FactorKind::parse)? {
        FactorKind::Totp => Purpose::Totp,
        FactorKind::Sms => Purpose::Phone,
        FactorKind::SecurityKey => Purpose::SecurityKey,
        FactorKind::Passkey => Purpose::Passkey,
    };
    Ok((purpose, places::factor(FactorId::from_uuid(row.uuid("id")?), row.account("account_id")?)))
}

fn recovery_code(row: &Row) -> Place {
    let place = places::recovery_code(CodeId::from_uuid(row.uuid("id")?), row.account("account_id")?);
    Ok((Purpose::RecoveryCode, place))
}

fn state(row: &Row) -> Place {
    Ok((Purpose::Journey, places::journey(JourneyId::from_uuid(row.uuid("id")?), row.account("account_id")?)))
}

fn former_address(row: &Row) -> Place {
    Ok((Purpose::Personal, notices::former_binding(row.uuid("id")?, row.account("account_id")?)))
}

fn message(row: &Row) -> Place {
    Ok((Purpose::Outbox, outbox::binding(row.uuid("id")?, row.account("account_id")?)))
}

fn typed(row: &Row) -> Place {
    Ok((Purpose::Personal, requests::binding(row.uuid("id")?)))
}

fn grant(row: &Row) -> Place {
    let account: AccountId = row.account("account_id")?;
    Ok((Purpose::Authorization, connect::grant_place(FamilyId(row.uuid("id")?), account)))
}

fn signing_key(row: &Row) -> Place {
    Ok((Purpose::SigningKey, places::signing_key(row.uuid("id")?)))
}
