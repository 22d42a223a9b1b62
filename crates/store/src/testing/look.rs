//! Every row as text, whatever its columns are.

use std::fmt::Write as _;

use sqlx::{Column, Row as _, TypeInfo, ValueRef};
use uuid::Uuid;

use crate::db::{Row, Value};
use crate::{Store, StoreError};

/// Every table, with the statement that reads all of it in a fixed order.
pub const TABLES: &[(&str, &str)] = &[
    ("meta", "SELECT * FROM meta ORDER BY key"),
    ("accounts", "SELECT * FROM accounts ORDER BY id"),
    ("factors", "SELECT * FROM factors ORDER BY id"),
    ("recovery_codes", "SELECT * FROM recovery_codes ORDER BY id"),
    ("grants", "SELECT * FROM grants ORDER BY id"),
    ("password_links", "SELECT * FROM password_links ORDER BY id"),
    ("address_changes", "SELECT * FROM address_changes ORDER BY requested_at, token_hash"),
    ("journeys", "SELECT * FROM journeys ORDER BY id"),
    ("sessions", "SELECT * FROM sessions ORDER BY id"),
    ("known_browsers", "SELECT * FROM known_browsers ORDER BY account_id, token_hash"),
    ("counters", "SELECT * FROM counters ORDER BY name"),
    ("audit", "SELECT * FROM audit ORDER BY id"),
    ("audit_tail", "SELECT * FROM audit_tail ORDER BY name"),
    ("audit_head", "SELECT * FROM audit_head ORDER BY kind, seq"),
    ("audit_sinks", "SELECT * FROM audit_sinks ORDER BY name"),
    ("outbox", "SELECT * FROM outbox ORDER BY id"),
    ("requests", "SELECT * FROM requests ORDER BY id"),
    ("sms_receipts", "SELECT * FROM sms_receipts ORDER BY gateway, message"),
    ("objections", "SELECT * FROM objections ORDER BY token_hash"),
    ("former_addresses", "SELECT * FROM former_addresses ORDER BY id"),
    ("former_passwords", "SELECT * FROM former_passwords ORDER BY account_id, replaced_at"),
    ("forward_requests", "SELECT * FROM forward_requests ORDER BY id"),
    ("forward_tickets", "SELECT * FROM forward_tickets ORDER BY token_hash"),
    ("forward_sessions", "SELECT * FROM forward_sessions ORDER BY token_hash"),
    ("sms_budgets", "SELECT * FROM sms_budgets ORDER BY name, window_at"),
    ("clients", "SELECT * FROM clients ORDER BY id"),
    ("client_uris", "SELECT * FROM client_uris ORDER BY client_id, kind, uri"),
    ("client_secrets", "SELECT * FROM client_secrets ORDER BY hash"),
    ("client_keys", "SELECT * FROM client_keys ORDER BY client_id, thumbprint"),
    ("authorization_requests", "SELECT * FROM authorization_requests ORDER BY id"),
    ("pushed_requests", "SELECT * FROM pushed_requests ORDER BY hash"),
    ("token_families", "SELECT * FROM token_families ORDER BY id"),
    ("authorization_codes", "SELECT * FROM authorization_codes ORDER BY hash"),
    ("refresh_tokens", "SELECT * FROM refresh_tokens ORDER BY hash"),
    ("access_tokens", "SELECT * FROM access_tokens ORDER BY hash"),
    ("assertion_jtis", "SELECT * FROM assertion_jtis ORDER BY hash"),
    ("consents", "SELECT * FROM consents ORDER BY account_id, client_id"),
    ("signing_keys", "SELECT * FROM signing_keys ORDER BY id"),
    ("logout_outbox", "SELECT * FROM logout_outbox ORDER BY session_id, client_id"),
    ("erased_names", "SELECT * FROM erased_names ORDER BY name_hash"),
];

/// The whole database as text, one line a row: for comparing before and after, and for looking for secrets.
pub async fn dump(store: &Store) -> Result<String, StoreError> {
    let mut text = String::new();
    for (table, sql) in TABLES.iter().copied() {
        for row in query(store, sql, &[]).await? {
            let _ = writeln!(text, "{table}: {}", row.join(" | "));
        }
    }
    Ok(text)
}

/// The rows of any statement, each column as `name=value`; bytes in hexadecimal, absent as `-`.
pub async fn query(store: &Store, sql: &'static str, values: &[Value]) -> Result<Vec<Vec<String>>, StoreError> {
    let rows = store.db.fetch_all(sql, values).await?;
    rows.iter().map(|row| text_of(row).map_err(StoreError::from)).collect()
}

macro_rules! columns_of {
    ($row:expr) => {{
        let row = $row;
        let mut texts = Vec::new();
        for (place, column) in row.columns().iter().enumerate() {
            let raw = row.try_get_raw(place)?;
            let (absent, kind) = (raw.is_null(), raw.type_info().name().to_owned());
            let value = match kind.as_str() {
                _ if absent => "-".to_owned(),
                "INTEGER" | "INT8" => row.try_get_unchecked::<i64, _>(place)?.to_string(),
                "INT4" => row.try_get_unchecked::<i32, _>(place)?.to_string(),
                "BOOL" | "BOOLEAN" => row.try_get_unchecked::<bool, _>(place)?.to_string(),
                "UUID" => hexadecimal(row.try_get_unchecked::<Uuid, _>(place)?.as_bytes()),
                "BLOB" | "BYTEA" => hexadecimal(&row.try_get_unchecked::<Vec<u8>, _>(place)?),
                _ => row.try_get_unchecked::<String, _>(place)?,
            };
            texts.push(format!("{}={value}", column.name()));
        }
        Ok(texts)
    }};
}

fn text_of(row: &Row) -> Result<Vec<String>, sqlx::Error> {
    match row {
        Row::Sqlite(row) => columns_of!(row),
        Row::Postgres(row) => columns_of!(row),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
