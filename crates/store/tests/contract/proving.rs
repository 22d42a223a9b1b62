//! `check --deep`: every invariant holds of a database that was lived in, and each is found broken when somebody writes into it.

use std::collections::BTreeSet;

use credentials::ids::SessionId;
use store::testing::{Value, dump, execute, is_sqlite, query};
use store::{Database, Proof, REFERENCES, SEALED};

use crate::kit::Kit;
use crate::life::live;

async fn prove(kit: &Kit) -> Vec<Proof> {
    kit.store.prove(kit.now()).await.unwrap()
}

fn broken(proofs: &[Proof]) -> BTreeSet<&'static str> {
    proofs.iter().filter(|proof| proof.broken.is_some()).map(|proof| proof.invariant.name).collect()
}

pub async fn every_invariant_holds_of_a_lived_in_database(kit: &Kit) {
    let empty = prove(kit).await;
    assert_eq!(broken(&empty), BTreeSet::new(), "an empty database: {empty:?}");
    live(kit).await;
    for proof in prove(kit).await {
        assert_eq!((&proof.broken, &proof.remark), (&None, &None), "{proof:?}");
        assert!(proof.looked_at > 0, "nothing was there to look at: {proof:?}");
    }
    // Two names that the eye takes for one break nothing and are told.
    kit.invite("paul1").await;
    kit.invite("paull").await;
    let proofs = prove(kit).await;
    let remark = proofs.iter().find_map(|proof| proof.remark.as_deref()).expect("it is told");
    assert!(remark.starts_with("1 usernames look like another's"), "{remark}");
    assert_eq!(broken(&proofs), BTreeSet::new());
}

/// What a statement of a hand in the data is given.
#[derive(Clone, Copy)]
enum Given {
    Nothing,
    /// `$1`: an id that is new.
    Id,
    /// `$1`: a hash that is new.
    Hash,
    /// Both.
    IdAndHash,
}

/// What it breaks, where that is seen first, and the statement that does it.
type Plant = (&'static str, &'static str, Given, &'static str);

/// One hand for each invariant. What comes later may lean on what was broken before, but never finds its own invariant broken already.
const PLANTS: [Plant; 34] = [
    ("audit-chain", "audit", Given::Nothing, "UPDATE audit SET reason = 'nothing' WHERE chain_seq = 3"),
    ("row-mac", "access_tokens", Given::Nothing, "UPDATE access_tokens SET scopes = 'openid'"),
    (
        "sealed-opens",
        "factors",
        Given::Nothing,
        "UPDATE factors SET secret_sealed = (SELECT MIN(o.secret_sealed) FROM factors o WHERE o.secret_sealed IS NOT NULL) \
         WHERE secret_sealed IS NOT NULL",
    ),
    (
        "erased-is-empty",
        "accounts",
        Given::Nothing,
        "UPDATE accounts SET display_name = 'Lea' WHERE erased_at IS NOT NULL",
    ),
    ("session-confirmation-whole", "sessions", Given::Nothing, "UPDATE sessions SET stepped_up_factor = NULL"),
    (
        "session-account-open",
        "sessions",
        Given::Nothing,
        "UPDATE accounts SET status = 'disabled' WHERE username = 'applies'",
    ),
    (
        "session-both-proofs",
        "sessions",
        Given::Nothing,
        "UPDATE factors SET secret_sealed = NULL, wiped_at = 1 WHERE id IN (SELECT factor_id FROM sessions)",
    ),
    (
        "forward-session-of-its-owner",
        "forward_sessions",
        Given::Nothing,
        "UPDATE forward_sessions SET account_id = (SELECT id FROM accounts WHERE username = 'owns')",
    ),
    ("reset-told", "audit", Given::Nothing, "DELETE FROM outbox WHERE kind = 'recovery-done'"),
    ("reset-logged", "recovery_codes", Given::Nothing, "DELETE FROM audit WHERE event = 'recovery_accepted'"),
    (
        "reset-wiped",
        "recovery_codes",
        Given::Nothing,
        "UPDATE factors SET secret_sealed = 'v1.k.n.c', wiped_at = NULL WHERE wiped_at > 1",
    ),
    (
        "recovery-code-one-live",
        "recovery_codes",
        Given::Id,
        "INSERT INTO recovery_codes (id, account_id, status, format, hash_sealed, made_at, confirmed_at) \
         SELECT $1, account_id, status, format, hash_sealed, made_at, confirmed_at FROM recovery_codes \
         WHERE status = 'active' ORDER BY id LIMIT 1",
    ),
    (
        "recovery-code-whole",
        "recovery_codes",
        Given::Nothing,
        "UPDATE recovery_codes SET effective_at = NULL WHERE status = 'waiting'",
    ),
    ("reset-granted", "grants", Given::Nothing, "UPDATE recovery_codes SET accepted_until = NULL WHERE status <> 'x'"),
    (
        "grant-one-live",
        "grants",
        Given::IdAndHash,
        "INSERT INTO grants (id, account_id, kind, token_hash, issued_at, expires_at) \
         SELECT $1, account_id, kind, $2, issued_at, expires_at FROM grants \
         WHERE spent_at IS NULL AND killed_at IS NULL ORDER BY id LIMIT 1",
    ),
    ("grant-ends-once", "grants", Given::Nothing, "UPDATE grants SET killed_at = 7 WHERE spent_at IS NOT NULL"),
    ("password-link-once", "password_links", Given::Nothing, "UPDATE password_links SET used_at = 7, killed_at = 7"),
    (
        "address-link-once",
        "address_changes",
        Given::Nothing,
        "UPDATE address_changes SET confirmed_at = 7, killed_at = 7",
    ),
    (
        "code-one-of-family",
        "token_families",
        Given::Hash,
        "INSERT INTO authorization_codes (hash, family_id, issued_at, mac) \
         SELECT $1, family_id, issued_at, mac FROM authorization_codes WHERE spent_at IS NOT NULL LIMIT 1",
    ),
    ("tokens-of-spent-code", "token_families", Given::Nothing, "UPDATE authorization_codes SET spent_at = NULL"),
    ("refresh-token-once", "token_families", Given::Nothing, "UPDATE refresh_tokens SET spent_at = NULL"),
    ("family-end-has-reason", "token_families", Given::Nothing, "UPDATE token_families SET revoked_at = 7"),
    ("key-of-one-account", "factors", Given::Hash, "UPDATE factors SET credential_hash = $1"),
    (
        "factor-whole",
        "factors",
        Given::Nothing,
        "UPDATE factors SET kind = 'security-key', sign_count = NULL WHERE wiped_at IS NULL",
    ),
    ("epoch", "journeys", Given::Nothing, "UPDATE journeys SET epoch = epoch + 9"),
    (
        "journey-grant-own",
        "journeys",
        Given::Nothing,
        "UPDATE journeys SET grant_id = (SELECT g.id FROM grants g WHERE g.account_id <> journeys.account_id LIMIT 1)",
    ),
    (
        "notice-once",
        "outbox",
        Given::Id,
        "INSERT INTO outbox (id, account_id, channel, recipient, kind, at, created_at, not_before, attempts) \
         SELECT $1, account_id, channel, recipient, kind, at, created_at, not_before, 0 FROM outbox \
         WHERE channel = 'mail' LIMIT 1",
    ),
    (
        "sms-one-waits",
        "outbox",
        Given::Id,
        "INSERT INTO outbox (id, account_id, channel, recipient, kind, at, created_at, not_before, attempts, journey_id, delivery) \
         SELECT $1, account_id, channel, recipient, kind, at, created_at, not_before, 0, journey_id, delivery FROM outbox \
         WHERE channel = 'sms' AND journey_id IS NOT NULL LIMIT 1",
    ),
    (
        "message-forgets",
        "outbox",
        Given::Nothing,
        "UPDATE outbox SET sent_at = 7, failed_at = NULL WHERE payload_sealed IS NOT NULL",
    ),
    (
        "cookie-is-nobodys-twice",
        "sessions",
        Given::Nothing,
        "UPDATE journeys SET token_hash = (SELECT token_hash FROM sessions ORDER BY token_hash LIMIT 1) \
         WHERE id = (SELECT id FROM journeys ORDER BY id LIMIT 1)",
    ),
    ("username", "accounts", Given::Nothing, "UPDATE accounts SET username = 'Owns' WHERE username = 'owns'"),
    (
        "signing-key-one-newest",
        "signing_keys",
        Given::Id,
        "UPDATE signing_keys SET follows = $1 WHERE id = (SELECT n.id FROM signing_keys n \
         WHERE NOT EXISTS (SELECT 1 FROM signing_keys k WHERE k.follows = n.id))",
    ),
    ("signing-key-usable", "signing_keys", Given::Nothing, "UPDATE signing_keys SET private_sealed = NULL"),
    ("reference", "client_uris", Given::Nothing, "DELETE FROM clients"),
];

/// What the two databases cannot be made to do with one text.
const UNSOUND: [&str; 2] = [
    "UPDATE factors SET wiped_at = NULL, secret_sealed = NULL",
    "ALTER TABLE factors ADD CONSTRAINT planted CHECK (length(kind) > 99) NOT VALID",
];

pub async fn every_invariant_is_broken_by_a_hand_in_the_data(kit: &Kit) {
    live(kit).await;
    let all: BTreeSet<&str> = prove(kit).await.iter().map(|proof| proof.invariant.name).collect();
    lift_the_guards(kit).await;
    let soundness = ("database-sound", "the database", Given::Nothing, UNSOUND[usize::from(!is_sqlite(&kit.store))]);
    let plants: Vec<Plant> = PLANTS.into_iter().chain([soundness]).collect();
    assert_eq!(plants.iter().map(|(name, ..)| *name).collect::<BTreeSet<_>>(), all, "one hand for each");
    let mut before = prove(kit).await;
    for (name, table, given, sql) in plants {
        assert!(!broken(&before).contains(name), "{name} is broken before its time");
        let (id, hash) = (SessionId::generate(kit.now(), kit.rng.as_ref()), kit.secret().hash());
        let values = match given {
            Given::Nothing => Vec::new(),
            Given::Id => vec![Value::from(id)],
            Given::Hash => vec![Value::from(&hash)],
            Given::IdAndHash => vec![Value::from(id), Value::from(&hash)],
        };
        execute(&kit.store, sql, &values).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        let proofs = prove(kit).await;
        let found = proofs.iter().find(|proof| proof.invariant.name == name).and_then(|proof| proof.broken.clone());
        let found = found.unwrap_or_else(|| panic!("{name} was not found broken"));
        assert_eq!(found.table, table, "{name}: {found:?}");
        before = proofs;
        assert!(!found.row.is_empty() && found.row.len() < 200, "{name}: {found:?}");
    }
}

/// Whoever can write to the database can also take its own checks away.
async fn lift_the_guards(kit: &Kit) {
    let statements: &[&str] = if is_sqlite(&kit.store) {
        &["PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON"]
    } else {
        &["DO $$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint \
           WHERE contype IN ('f', 'c') AND connamespace = 'public'::regnamespace LOOP \
           EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$"]
    };
    let indexes = ["DROP INDEX recovery_codes_one_live", "DROP INDEX grants_one_live", "DROP INDEX factors_credential"];
    for sql in statements.iter().copied().chain(indexes) {
        execute(&kit.store, sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// Whoever adds a reference or a sealed column adds it to what is looked at.
pub async fn the_lists_are_those_of_the_schema(kit: &Kit) {
    let (references, sealed) = if is_sqlite(&kit.store) {
        (
            "SELECT m.name || '.' || f.\"from\" || ' ' || f.\"table\" AS r FROM sqlite_master m, \
             pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
            "SELECT m.name || '.' || c.name AS r FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name LIKE '%\\_sealed' ESCAPE '\\'",
        )
    } else {
        (
            "SELECT CAST(c.conrelid::regclass || '.' || a.attname || ' ' || c.confrelid::regclass AS TEXT) AS r \
             FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace",
            "SELECT CAST(table_name || '.' || column_name AS TEXT) AS r FROM information_schema.columns \
             WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed'",
        )
    };
    let read = async |sql| -> BTreeSet<String> {
        let rows = query(&kit.store, sql, &[]).await.unwrap();
        rows.into_iter().map(|row| row[0].trim_start_matches("r=").to_owned()).collect()
    };
    let listed: BTreeSet<String> = REFERENCES.iter().map(|r| format!("{}.{} {}", r.table, r.column, r.to)).collect();
    assert_eq!(read(references).await, listed);
    let listed: BTreeSet<String> = SEALED.iter().map(|(table, column)| format!("{table}.{column}")).collect();
    assert_eq!(read(sealed).await, listed);
}

/// Beside a running portal, on a connection that cannot write.
pub async fn proving_changes_nothing(kit: &Kit) {
    live(kit).await;
    let before = dump(&kit.store).await.unwrap();
    let database = Database::open_to_read(&kit.url).await.unwrap().unwrap();
    let reader = database.into_store(kit.keyring.clone(), kit.rng.clone()).await.unwrap();
    let proofs = reader.prove(kit.now()).await.unwrap();
    assert_eq!(broken(&proofs), BTreeSet::new());
    assert!(execute(&reader, "DELETE FROM meta", &[]).await.is_err(), "the connection writes");
    reader.close().await;
    assert_eq!(dump(&kit.store).await.unwrap(), before);
}
