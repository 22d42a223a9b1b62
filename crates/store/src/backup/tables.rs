//! Which tables are in a backup and which are not. A test holds both lists against the schema, so that whoever adds a table has to decide.

/// What a backup holds, in an order in which no row comes before one that it refers to.
pub const BACKED_UP: &[&str] = &[
    "meta",
    "accounts",
    "factors",
    "recovery_codes",
    "counters",
    "audit",
    "audit_tail",
    "audit_head",
    "audit_sinks",
    "objections",
    "former_addresses",
    "former_passwords",
    "sms_budgets",
    "clients",
    "client_uris",
    "client_secrets",
    "client_keys",
    "consents",
    "assertion_jtis",
    "signing_keys",
    "erased_names",
];

/// What no backup holds, and why; in an order in which no table is dropped before one that refers to it.
pub const NOT_BACKED_UP: &[(&str, &str)] = &[
    ("forward_tickets", "a login on its way"),
    ("forward_sessions", "a session"),
    ("forward_requests", "a login on its way"),
    ("authorization_codes", "a login on its way"),
    ("refresh_tokens", "what came of a session"),
    ("access_tokens", "what came of a session"),
    ("token_families", "what came of a session"),
    ("authorization_requests", "a login on its way"),
    ("pushed_requests", "a login on its way"),
    ("journeys", "a login on its way"),
    ("sessions", "a session that ended since would live again"),
    ("known_browsers", "a browser that was forgotten since would be known again; the next login makes it known"),
    ("grants", "a link that was used since would open again"),
    ("password_links", "a link that was used since would open again"),
    ("address_changes", "a link that was used since would open again"),
    ("requests", "a mail that went out since would go out again"),
    ("outbox", "a message that went out since would go out again"),
    ("sms_receipts", "about messages that are not there"),
    ("logout_outbox", "applications that were told since would be told again"),
];
