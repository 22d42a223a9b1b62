//! What is exported: the columns of each table, in the order of the schema.

use super::read::Kind::{self, Flag, Former, Groups, Id, Number, Phone, SmsNumber, Text, Time};

/// One table of the export.
pub struct ExportedTable {
    /// The table, and the name of its list in the export.
    pub name: &'static str,
    /// Reads the rows of one account.
    pub(super) sql: &'static str,
    /// The columns, each with the name that it has in the export where that is another one.
    pub(super) columns: &'static [(&'static str, &'static str, Kind)],
}

impl ExportedTable {
    /// The columns that are exported, by their names in the schema.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|(column, ..)| *column)
    }

    /// The names that they have in the export.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|(_, key, _)| *key)
    }
}

/// Every table that holds something about a person.
pub const EXPORTED: &[ExportedTable] = &[
    ACCOUNT,
    FACTORS,
    CODES,
    GRANTS,
    PASSWORD_LINKS,
    ADDRESS_CHANGES,
    FORMER_ADDRESSES,
    FORMER_PASSWORDS,
    OBJECTIONS,
    JOURNEYS,
    SESSIONS,
    FORWARD_SESSIONS,
    BROWSERS,
    AUDIT,
    OUTBOX,
    CONSENTS,
    FAMILIES,
    LOGOUTS,
];

const ACCOUNT: ExportedTable = ExportedTable {
    name: "accounts",
    sql: "SELECT * FROM accounts WHERE id = $1",
    columns: &[
        ("id", "id", Id),
        ("username", "username", Text),
        ("display_name", "display_name", Text),
        ("mail", "mail", Text),
        ("notice_mail", "notice_mail", Text),
        ("phone_sealed", "phone", Phone),
        ("groups", "groups", Groups),
        ("role", "role", Text),
        ("language", "language", Text),
        ("status", "status", Text),
        ("password_set_at", "password_set_at", Time),
        ("first_password_at", "first_password_at", Time),
        ("must_change_password", "must_change_password", Flag),
        ("recovered_at", "recovered_at", Time),
        ("disputed_at", "disputed_at", Time),
        ("disputed_since", "disputed_since", Time),
        ("mail_confirmed_at", "mail_confirmed_at", Time),
        ("erase_at", "erase_at", Time),
        ("erased_at", "erased_at", Time),
        ("created_at", "created_at", Time),
        ("updated_at", "updated_at", Time),
    ],
};

const FACTORS: ExportedTable = ExportedTable {
    name: "factors",
    sql: "SELECT * FROM factors WHERE account_id = $1 ORDER BY bound_at, id",
    columns: &[
        ("id", "id", Id),
        ("kind", "kind", Text),
        ("label", "label", Text),
        // Of an SMS factor the number; the secrets of the others are left out by the reader.
        ("secret_sealed", "sms_number", SmsNumber),
        ("bound_at", "bound_at", Time),
        ("bound_from", "bound_from", Text),
        ("bound_by", "bound_by", Text),
        ("last_used_at", "last_used_at", Time),
        ("last_used_from", "last_used_from", Text),
        ("disputed_at", "disputed_at", Time),
        ("wiped_at", "wiped_at", Time),
        ("wiped_reason", "wiped_reason", Text),
    ],
};

const CODES: ExportedTable = ExportedTable {
    name: "recovery_codes",
    sql: "SELECT * FROM recovery_codes WHERE account_id = $1 ORDER BY made_at, id",
    columns: &[
        ("status", "status", Text),
        ("format", "format", Text),
        ("made_at", "made_at", Time),
        ("confirmed_at", "confirmed_at", Time),
        ("accepted_at", "accepted_at", Time),
        ("accepted_until", "accepted_until", Time),
        ("effective_at", "effective_at", Time),
        ("ended_at", "ended_at", Time),
    ],
};

const GRANTS: ExportedTable = ExportedTable {
    name: "grants",
    sql: "SELECT * FROM grants WHERE account_id = $1 ORDER BY issued_at, id",
    columns: &[
        ("kind", "kind", Text),
        ("sent_by", "sent_by", Text),
        ("issued_at", "issued_at", Time),
        ("not_before", "not_before", Time),
        ("expires_at", "expires_at", Time),
        ("spent_at", "spent_at", Time),
        ("killed_at", "killed_at", Time),
    ],
};

const PASSWORD_LINKS: ExportedTable = ExportedTable {
    name: "password_links",
    sql: "SELECT * FROM password_links WHERE account_id = $1 ORDER BY issued_at, id",
    columns: &[
        ("issued_at", "issued_at", Time),
        ("expires_at", "expires_at", Time),
        ("used_at", "used_at", Time),
        ("killed_at", "killed_at", Time),
    ],
};

const FORMER_ADDRESSES: ExportedTable = ExportedTable {
    name: "former_addresses",
    sql: "SELECT * FROM former_addresses WHERE account_id = $1 ORDER BY replaced_at, id",
    columns: &[
        ("field", "field", Text),
        ("value_sealed", "address", Former),
        ("replaced_at", "replaced_at", Time),
        ("tell_until", "tell_until", Time),
        ("disputed_at", "disputed_at", Time),
    ],
};

const FORMER_PASSWORDS: ExportedTable = ExportedTable {
    name: "former_passwords",
    sql: "SELECT * FROM former_passwords WHERE account_id = $1 ORDER BY replaced_at",
    columns: &[
        ("replaced_at", "replaced_at", Time),
        ("kept_until", "kept_until", Time),
        ("disputed_at", "disputed_at", Time),
    ],
};

const OBJECTIONS: ExportedTable = ExportedTable {
    name: "objections",
    sql: "SELECT * FROM objections WHERE account_id = $1 ORDER BY event_at, token_hash",
    columns: &[
        ("kind", "kind", Text),
        ("event_at", "event_at", Time),
        ("event_from", "event_from", Text),
        ("expires_at", "expires_at", Time),
        ("used_at", "used_at", Time),
    ],
};

const ADDRESS_CHANGES: ExportedTable = ExportedTable {
    name: "address_changes",
    sql: "SELECT * FROM address_changes WHERE account_id = $1 ORDER BY requested_at",
    columns: &[
        ("field", "field", Text),
        ("address", "address", Text),
        ("requested_at", "requested_at", Time),
        ("expires_at", "expires_at", Time),
        ("confirmed_at", "confirmed_at", Time),
        ("killed_at", "killed_at", Time),
    ],
};

const JOURNEYS: ExportedTable = ExportedTable {
    name: "journeys",
    sql: "SELECT * FROM journeys WHERE account_id = $1 ORDER BY created_at, id",
    columns: &[("id", "id", Id), ("created_at", "created_at", Time), ("expires_at", "expires_at", Time)],
};

const SESSIONS: ExportedTable = ExportedTable {
    name: "sessions",
    sql: "SELECT * FROM sessions WHERE account_id = $1 ORDER BY created_at, id",
    columns: &[
        ("factor_id", "factor_id", Id),
        ("password_at", "password_at", Time),
        ("factor_at", "factor_at", Time),
        ("created_at", "created_at", Time),
        ("last_seen_at", "last_seen_at", Time),
        ("expires_at", "expires_at", Time),
        ("used_at", "used_at", Time),
        ("stepped_up_at", "confirmed_at", Time),
        ("stepped_up_factor", "confirmed_with", Id),
        ("address", "address", Text),
        ("user_agent", "user_agent", Text),
    ],
};

const FORWARD_SESSIONS: ExportedTable = ExportedTable {
    name: "forward_sessions",
    sql: "SELECT * FROM forward_sessions WHERE account_id = $1 ORDER BY created_at, host",
    columns: &[("host", "host", Text), ("created_at", "created_at", Time)],
};

const BROWSERS: ExportedTable = ExportedTable {
    name: "known_browsers",
    sql: "SELECT * FROM known_browsers WHERE account_id = $1 ORDER BY created_at",
    columns: &[("created_at", "created_at", Time), ("last_used_at", "last_used_at", Time)],
};

const AUDIT: ExportedTable = ExportedTable {
    name: "audit",
    sql: "SELECT * FROM audit WHERE account_id = $1 ORDER BY id",
    columns: &[
        ("at", "at", Time),
        ("event", "event", Text),
        ("success", "success", Flag),
        ("reason", "reason", Text),
        ("factor_kind", "factor_kind", Text),
        ("address", "address", Text),
        ("user_agent", "user_agent", Text),
        ("client", "client", Text),
    ],
};

const OUTBOX: ExportedTable = ExportedTable {
    name: "outbox",
    sql: "SELECT * FROM outbox WHERE account_id = $1 ORDER BY created_at, id",
    columns: &[
        ("channel", "channel", Text),
        ("recipient", "recipient", Text),
        ("kind", "kind", Text),
        ("at", "at", Time),
        ("address", "address", Text),
        ("created_at", "created_at", Time),
        ("attempts", "attempts", Number),
        ("sent_at", "sent_at", Time),
        ("failed_at", "failed_at", Time),
        ("delivery", "delivery", Text),
        ("delivered_at", "delivered_at", Time),
    ],
};

const CONSENTS: ExportedTable = ExportedTable {
    name: "consents",
    sql: "SELECT * FROM consents WHERE account_id = $1 ORDER BY client_id",
    columns: &[("client_id", "application", Text), ("scopes", "scopes", Text), ("agreed_at", "agreed_at", Time)],
};

const FAMILIES: ExportedTable = ExportedTable {
    name: "token_families",
    sql: "SELECT * FROM token_families WHERE account_id = $1 ORDER BY started_at, id",
    columns: &[
        ("client_id", "application", Text),
        ("scopes", "scopes", Text),
        ("started_at", "started_at", Time),
        ("last_used_at", "last_used_at", Time),
        ("ends_at", "ends_at", Time),
        ("revoked_at", "revoked_at", Time),
        ("revoked_reason", "revoked_reason", Text),
    ],
};

const LOGOUTS: ExportedTable = ExportedTable {
    name: "logout_outbox",
    sql: "SELECT * FROM logout_outbox WHERE account_id = $1 ORDER BY ended_at, client_id",
    columns: &[
        ("client_id", "application", Text),
        ("ended_at", "ended_at", Time),
        ("sent_at", "sent_at", Time),
        ("failed_at", "failed_at", Time),
    ],
};
