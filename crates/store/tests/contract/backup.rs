//! What a backup holds and what it refuses, and that it moves between the two databases.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use credentials::keyring::{Keyring, MacPurpose};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::testing::{is_sqlite, query};
use store::{
    BACKED_UP, BackupError, BackupReader, BackupSummary, Database, NOT_BACKED_UP, OpenOptions, Restored, Schema,
};

use crate::kit::Kit;

impl Kit {
    /// A backup of this moment.
    pub async fn backup(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.store.write_backup(&mut bytes, "0.0.1", None, &self.operator()).await.unwrap();
        bytes
    }

    /// Restores it into the database with this address.
    pub async fn try_restore(&self, backup: &[u8], url: &str, replace: bool) -> Result<Restored, BackupError> {
        let database = Database::open(url, OpenOptions { max_connections: 1 }).await.unwrap();
        let keys = (self.keyring.clone(), self.rng.clone() as Arc<dyn credentials::rng::Rng>);
        let restored = match BackupReader::open(backup) {
            Ok(reader) => database.restore(reader, keys, replace, &self.operator()).await,
            Err(error) => Err(error),
        };
        database.close().await;
        restored
    }

    /// Restores it into an empty database and goes on there.
    pub async fn restore(&self, backup: &[u8]) -> (Self, Restored) {
        let url = self.bare().await;
        let restored = self.try_restore(backup, &url, false).await.unwrap();
        (self.moved(&url).await, restored)
    }

    fn check_backup(&self, backup: &[u8]) -> Result<BackupSummary, BackupError> {
        BackupReader::open(backup)?.check(Some(&self.keyring))
    }

    /// A bit of everything.
    pub async fn furnish(&self) {
        self.with_two("bea").await;
        self.enrolled("ali").await;
        self.invite("new.one").await;
        self.with_client("hr").await;
        self.store.seal_audit(self.now()).await.unwrap();
    }
}

/// What somebody does to the lines of a backup.
type Change<'a> = &'a dyn Fn(&mut Vec<Value>);

/// The lines of a backup, to be changed.
fn lines(backup: &[u8]) -> Vec<Value> {
    backup.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
}

/// The backup of changed lines, as somebody who has the keys would end it.
fn signed(mut lines: Vec<Value>, keyring: &Keyring) -> Vec<u8> {
    assert!(lines.pop().unwrap().get("end").is_some());
    let text: Vec<u8> = lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect();
    let mac = keyring.mac(MacPurpose::Backup, &[&Sha256::digest(&text)]);
    let (mut counted, mut table) = (serde_json::Map::new(), String::new());
    for line in &lines {
        if let Some(name) = line.get("table") {
            name.as_str().unwrap().clone_into(&mut table);
            counted.insert(table.clone(), 0.into());
        } else if line.is_array() {
            counted[&table] = (counted[&table].as_u64().unwrap() + 1).into();
        }
    }
    let end = json!({ "end": counted, "mac": mac.as_str() });
    [text, format!("{end}\n").into_bytes()].concat()
}

/// The rows of each table, in any order.
fn rows(backup: &[u8]) -> BTreeSet<String> {
    let mut table = String::new();
    let mut rows = BTreeSet::new();
    for line in lines(backup) {
        match line.get("table") {
            Some(name) => name.as_str().unwrap().clone_into(&mut table),
            None if line.is_array() => assert!(rows.insert(format!("{table} {line}"))),
            None => {}
        }
    }
    rows
}

pub async fn every_table_is_backed_up_or_left_out_for_a_reason(kit: &Kit) {
    let sql = if is_sqlite(&kit.store) {
        "SELECT name AS t FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
    } else {
        "SELECT CAST(tablename AS TEXT) AS t FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%'"
    };
    let found = query(&kit.store, sql, &[]).await.unwrap();
    let found: BTreeSet<String> = found.iter().map(|row| row[0].trim_start_matches("t=").to_owned()).collect();
    let decided = BACKED_UP.iter().copied().chain(NOT_BACKED_UP.iter().map(|(table, _)| *table));
    let twice = decided.clone().count();
    let decided: BTreeSet<String> = decided.map(str::to_owned).collect();
    assert_eq!(decided.len(), twice, "a table is in one list, once");
    assert_eq!(found, decided, "whoever adds a table decides whether a backup holds it");
    assert!(NOT_BACKED_UP.iter().all(|(_, why)| !why.is_empty()));
}

/// From here to there and back again: what was in the first backup is in the last, in one form whatever the database.
pub async fn a_backup_is_whole_and_moves_between_the_two_databases(kit: &Kit) {
    kit.furnish().await;
    let first = kit.backup().await;
    let summary = kit.check_backup(&first).unwrap();
    assert_eq!((summary.rows["accounts"], summary.rows["clients"], summary.header.schema), (3, 1, Schema::newest()));
    let head = kit.store.audit_head().await.unwrap().map(|head| head.to_string());
    assert_eq!(summary.header.audit_head, head);
    assert!(summary.header.waiting > 0 && head.is_some());

    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}", folder.path().join("moved.db").display());
    kit.try_restore(&first, &file, false).await.unwrap();
    let there = kit.moved(&file).await;
    assert!(is_sqlite(&there.store));
    let second = there.backup().await;
    there.store.close().await;
    let (back, _) = kit.restore(&second).await;
    let third = back.backup().await;

    // What restoring itself changes: the epochs, the steps of apps, and entries at the end of the log.
    let same = |backup: &[u8]| -> BTreeSet<String> {
        let rows = rows(backup).into_iter();
        rows.filter(|row| !row.starts_with("accounts ") && !row.starts_with("factors ")).collect()
    };
    let (first, third) = (same(&first), same(&third));
    assert!(first.is_subset(&third), "{:#?}", first.difference(&third).collect::<Vec<_>>());
    let more: Vec<&String> = third.difference(&first).collect();
    assert!(more.iter().all(|row| row.starts_with("audit ")), "{more:#?}");
    assert_eq!(more.iter().filter(|row| row.contains("database-restored")).count(), 2);
    let accounts = back.store.list_accounts(None, 99, &store::AccountFilter::default()).await.unwrap();
    assert_eq!(accounts.len(), 3);

    // LO-05: the chain goes on from where the backup was.
    while back.store.seal_audit(back.now()).await.unwrap().more {}
    let verified = back.store.verify_audit(None, |_| {}).await.unwrap();
    assert_eq!((verified.broken, verified.unsealed), (None, 0));
    assert!(verified.entries > summary.rows["audit"]);
    back.store.close().await;
}

pub async fn a_backup_of_a_moment_under_writers_is_one_picture(kit: &Kit) {
    let done = AtomicBool::new(false);
    let write = async |writer: usize| {
        for number in 0.. {
            if done.load(Ordering::SeqCst) {
                return;
            }
            // An account, its grant and its entry in the log are one transaction.
            kit.invite(&format!("w{writer}.n{number}")).await;
        }
    };
    let read = async {
        let mut counts = Vec::new();
        while counts.len() < 3 || counts.last().is_none_or(|entries| *entries < 10) {
            let backup = kit.backup().await;
            let summary = kit.check_backup(&backup).unwrap();
            let entries = rows(&backup).iter().filter(|row| row.contains("account-added")).count() as u64;
            assert_eq!(summary.rows["accounts"], entries, "half a transaction is in the backup");
            counts.push(entries);
        }
        done.store(true, Ordering::SeqCst);
        counts
    };
    let ((), (), counts) = tokio::join!(write(1), write(2), read);
    assert!(counts.first() < counts.last(), "somebody wrote meanwhile: {counts:?}");
    let backup = kit.backup().await;
    let (moved, _) = kit.restore(&backup).await;
    moved.store.close().await;
}

pub async fn a_backup_that_is_cut_or_changed_is_refused(kit: &Kit) {
    kit.enrolled("bea").await;
    let backup = kit.backup().await;
    kit.check_backup(&backup).unwrap();
    let borders = backup.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    for cut in borders.chain((0..backup.len()).step_by(97)).filter(|cut| *cut < backup.len()) {
        let refused = kit.check_backup(&backup[..cut]).unwrap_err();
        assert!(matches!(refused, BackupError::Cut | BackupError::NotABackup), "{cut}: {refused}");
    }
    for at in (0..backup.len()).step_by(31) {
        for bit in 0..8 {
            let mut changed = backup.clone();
            changed[at] ^= 1 << bit;
            assert!(kit.check_backup(&changed).is_err(), "bit {bit} of byte {at}");
        }
    }
    let two = [backup.clone(), backup.clone()].concat();
    assert!(matches!(kit.check_backup(&two), Err(BackupError::Damaged("something after its end"))));

    // Restoring notices it as well, and leaves an empty database as it was.
    let url = kit.bare().await;
    for bad in [&backup[..backup.len() - 1], &backup[..backup.len() / 2], &backup[..40], &two] {
        kit.try_restore(bad, &url, false).await.unwrap_err();
    }
    let seen = Database::inspect(&url).await.unwrap().unwrap();
    assert_eq!(seen.schema, Schema::Missing, "nothing of it is there");
    let restored = kit.try_restore(&backup, &url, false).await.unwrap();
    assert_eq!(restored.backup, kit.check_backup(&backup).unwrap());
}

pub async fn a_backup_of_others_or_of_a_newer_program_is_refused(kit: &Kit) {
    kit.invite("bea").await;
    let backup = kit.backup().await;
    let url = kit.bare().await;
    let all = lines(&backup);
    let with = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut changed = all.clone();
        change(&mut changed);
        signed(changed, &kit.keyring)
    };
    kit.check_backup(&with(&|_| {})).unwrap();
    let newer_form = with(&|lines| lines[0]["poortwachter-backup"] = 2.into());
    let newer_schema = with(&|lines| lines[0]["schema"] = (Schema::newest() + 1).into());
    for newer in [newer_form, newer_schema] {
        let refused = kit.try_restore(&newer, &url, false).await;
        assert!(matches!(&refused, Err(BackupError::Newer { program }) if program == "0.0.1"), "{refused:?}");
    }
    for nothing in ["", "\n", "[]\n", "{}\n", "SQLite format 3\0", "{\"poortwachter-backup\":1}\n"] {
        let refused = kit.check_backup(nothing.as_bytes());
        assert!(matches!(refused, Err(BackupError::NotABackup | BackupError::Cut)), "{nothing}: {refused:?}");
    }
    let stranger = Keyring::generate(kit.rng.as_ref()).0;
    let refused = BackupReader::open(&*backup).unwrap().check(Some(&stranger));
    assert!(matches!(refused, Err(BackupError::WrongKey)));
    // Who knows the recipient of backups can encrypt one, and cannot end it.
    let forged = signed(all.clone(), &stranger);
    assert!(matches!(kit.try_restore(&forged, &url, false).await, Err(BackupError::Forged)));
    BackupReader::open(&*forged).unwrap().check(None).unwrap();

    // The holder of the keys may not get more into the database than a backup holds.
    let at = |name: &str| all.iter().position(|line| line["table"] == name).unwrap();
    let (accounts, meta) = (at("accounts"), at("meta"));
    let changes: [(&str, Change); 6] = [
        ("another table", &|lines| lines[meta]["table"] = "sqlite_master".into()),
        ("another column", &|lines| lines[meta]["columns"][0] = "key) VALUES ('a'); --".into()),
        ("a column twice", &|lines| lines[meta]["columns"][0] = "value".into()),
        ("a number for a text", &|lines| lines[accounts + 1][1] = 7.into()),
        ("a row that is too short", &|lines| lines[accounts + 1] = json!([1])),
        ("a table is missing", &|lines| drop(lines.remove(at("sms_budgets")))),
    ];
    for (bad, change) in changes {
        let refused = kit.try_restore(&with(change), &url, false).await;
        assert!(matches!(refused, Err(BackupError::Damaged(_))), "{bad}: {refused:?}");
    }
    assert_eq!(Database::inspect(&url).await.unwrap().unwrap().schema, Schema::Missing);
}

/// As step 12 of the schema found it: without the two columns and the table that it brings.
pub async fn a_backup_of_an_older_release_is_brought_up_to_date(kit: &Kit) {
    let (person, _) = kit.enrolled("bea").await;
    let mut older = lines(&kit.backup().await);
    older[0]["schema"] = 11.into();
    let mut table = String::new();
    let mut cut = Vec::new();
    for line in &mut older {
        if let Some(name) = line.get("table") {
            name.as_str().unwrap().clone_into(&mut table);
            let columns: Vec<Value> = line["columns"].as_array().unwrap().clone();
            let place = |name: &str| columns.iter().position(|column| column == name);
            cut = ["erased_at", "erase_at"].iter().filter_map(|name| place(name)).collect();
            cut.sort_unstable_by(|a, b| b.cmp(a));
        }
        if table == "accounts" {
            let cells = if line.is_array() { line.as_array_mut() } else { line["columns"].as_array_mut() };
            let cells = cells.unwrap();
            for place in &cut {
                cells.remove(*place);
            }
        }
    }
    older.retain(|line| line["table"] != "erased_names");
    let (moved, restored) = kit.restore(&signed(older, &kit.keyring)).await;
    assert_eq!(restored.backup.header.schema, 11);
    let seen = Database::inspect(&moved.url).await.unwrap().unwrap();
    assert_eq!(seen.schema, Schema::Current(Schema::newest()));
    moved.wait(jiff::SignedDuration::from_mins(2));
    moved.log_in(&person).await;
    moved.store.close().await;
}
