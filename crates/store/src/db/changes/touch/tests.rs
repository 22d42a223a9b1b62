use uuid::Uuid;

use super::*;

fn id(number: u8) -> Uuid {
    Uuid::from_bytes([number; 16])
}

fn uuid(number: u8) -> Value {
    Value::Uuid(Some(id(number)))
}

fn keys(numbers: &[u8]) -> Touch {
    Touch::Keys(numbers.iter().map(|number| Key::of_id(id(*number))).collect())
}

#[test]
fn what_names_its_rows_touches_those() {
    let two = [uuid(1), uuid(2), Value::Bytes(Some(vec![3; 32]))];
    for (sql, touched) in [
        ("DELETE FROM sessions WHERE id = $1 RETURNING id, account_id", keys(&[1])),
        ("DELETE FROM sessions WHERE account_id = $2 AND ($1 IS NULL OR id <> $1) RETURNING id", keys(&[2])),
        ("DELETE FROM sessions WHERE (expires_at <= $3 OR id = $1) AND account_id = $2", keys(&[2])),
        ("UPDATE accounts SET status = $2 WHERE id = $1", keys(&[1])),
        ("UPDATE factors SET wiped_at = $3 WHERE id = $1 AND account_id = $2 AND wiped_at IS NULL", keys(&[2])),
        ("INSERT INTO sessions (id, account_id) VALUES ($1, $2)", Touch::Keys(two.iter().filter_map(key).collect())),
        ("DELETE FROM forward_sessions WHERE token_hash = $3", Touch::Keys(vec![Key::of_bytes(&[3; 32])])),
    ] {
        assert_eq!(of(sql, &two), touched, "{sql}");
    }
}

#[test]
fn what_cannot_be_read_touches_everything() {
    let two = [uuid(1), uuid(2)];
    for sql in [
        "DELETE FROM sessions",
        "DELETE FROM sessions WHERE expires_at <= $1",
        "DELETE FROM sessions WHERE id = $1 OR expires_at <= $2",
        "DELETE FROM sessions WHERE id = $3",
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE account_id = $1)",
        "DELETE FROM sessions WHERE id <> $1",
        "DELETE FROM sessions WHERE NOT id = $1",
        "UPDATE sessions AS s SET used_at = 1 WHERE s.id = $1",
        "UPDATE factors SET wiped_at = $2 WHERE id = $1",
        "UPDATE accounts SET status = 'closed' WHERE username = $1",
        "UPDATE accounts SET epoch = epoch, status = 'closed' WHERE username = $1",
        "INSERT INTO accounts (id) SELECT id FROM elsewhere WHERE id = $1",
        "INSERT INTO accounts (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET status = 'closed'",
        "WITH gone AS (DELETE FROM sessions RETURNING id) SELECT id FROM gone",
        "TRUNCATE sessions",
        "",
    ] {
        assert_eq!(of(sql, &two), Touch::Everything, "{sql}");
    }
}

#[test]
fn what_does_not_matter_touches_nothing() {
    for sql in [
        "SELECT * FROM sessions WHERE id = $1",
        "WITH live AS (SELECT id FROM sessions) SELECT id FROM live",
        "UPDATE accounts SET epoch = epoch WHERE id = $1 RETURNING status",
        "UPDATE journeys SET revision = $2 WHERE id = $1",
        "INSERT INTO audit (account_id) VALUES ($1)",
        "DELETE FROM outbox WHERE sent_at <= $1",
    ] {
        assert_eq!(of(sql, &[uuid(1), uuid(2)]), Touch::Nothing, "{sql}");
    }
}
