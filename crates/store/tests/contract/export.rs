//! What is exported about a person, held against the schema (requirement NL-01).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use store::testing::{is_sqlite, query};
use store::{EXPORTED, LEFT_OUT};

use crate::kinds::NUMBER;
use crate::kit::Kit;

pub async fn schema(kit: &Kit) -> BTreeMap<String, BTreeSet<String>> {
    let sql = if is_sqlite(&kit.store) {
        "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' \
         AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_%' ESCAPE '\\'"
    } else {
        "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'"
    };
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in query(&kit.store, sql, &[]).await.unwrap() {
        let [table, column] = [0, 1].map(|place: usize| row[place].split_once('=').unwrap().1.to_owned());
        tables.entry(table).or_default().insert(column);
    }
    tables
}

/// Every column of every table is exported or left out with a reason, and none is both.
pub async fn nl_01_every_column_is_exported_or_left_out(kit: &Kit) {
    let mut undecided = schema(kit).await;
    for table in EXPORTED {
        let columns = undecided.get_mut(table.name).expect(table.name);
        for column in table.columns() {
            assert!(columns.remove(column), "{}.{column} is no column", table.name);
        }
    }
    for (table, column, why) in LEFT_OUT.iter().copied() {
        assert!(!why.is_empty());
        let columns = undecided.get_mut(table).expect(table);
        match column {
            "*" => columns.clear(),
            _ => assert!(columns.remove(column), "{table}.{column} is no column, or is exported"),
        }
    }
    undecided.retain(|_, columns| !columns.is_empty());
    assert!(undecided.is_empty(), "nobody has decided whether these are exported: {undecided:?}");
}

/// The export has these keys and no others, holds what is one's own, and nothing that is secret or somebody else's.
pub async fn nl_01_an_export_is_whole_and_holds_no_secret(kit: &Kit) {
    let owner = kit.with_two("exports").await;
    let other = kit.with_number("stranger").await;
    let export = kit.store.export_account(owner.person.account, &kit.ctx()).await.unwrap().unwrap();
    for table in EXPORTED {
        let name = if table.name == "accounts" { "account" } else { table.name };
        let rows = match &export[name] {
            Value::Array(rows) => rows.clone(),
            one => vec![one.clone()],
        };
        for row in rows {
            let keys: BTreeSet<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(keys, table.keys().collect(), "{name}");
        }
    }
    let own = &export["account"];
    assert_eq!((&own["username"], &own["phone"]), (&"exports".into(), &"+31612345678".into()));
    let [factors, sessions, audit] = ["factors", "sessions", "audit"].map(|name| export[name].as_array().unwrap());
    assert_eq!((factors.len(), sessions.len()), (2, 2));
    assert!(audit.iter().any(|entry| entry["event"] == "account_exported"));

    let text = export.to_string();
    assert!(!text.contains("stranger") && !text.contains(NUMBER));
    let secret = owner.person.secret.as_ref().unwrap().to_base32().to_string();
    assert!(!text.contains(&secret) && !text.contains("argon2"));
    for sealed in query(&kit.store, "SELECT secret_sealed FROM factors", &[]).await.unwrap() {
        assert!(!text.contains(sealed[0].trim_start_matches("secret_sealed=")));
    }
    let theirs = kit.store.export_account(other.account, &kit.ctx()).await.unwrap().unwrap();
    assert_eq!(theirs["factors"][0]["sms_number"], NUMBER);
}
