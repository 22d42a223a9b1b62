//! Upgrades: a database of an older release, with rows of every kind, is brought up to date and everybody goes on (`upgrade/*.sql`).
//!
//! The fixtures were made by `write_the_fixtures` and are kept: what an older release wrote does not change any more. The lines above the rows say what
//! people know and hold.

use std::fmt::Write as _;

use credentials::recovery_code::RecoveryCode;
use credentials::security_key::testing::{Passkey, U2fKey};
use credentials::token::SecretToken;
use credentials::totp::TotpSecret;
use jiff::SignedDuration;
use journey::{RequestKind, Username};
use oidc::jose::Alg;
use oidc::keys;
use store::testing::{PostgresServer, describe, migrate_to, query, restore, run_script};
use store::{Database, OpenOptions, Schema, StoreError};

use crate::audit_chain::verify;
use crate::kit::Kit;
use crate::notices::new_mail;
use crate::oidc_keys::{add, new_key};
use crate::requests::ask_from;
use crate::walk::Person;

/// The schema before applications came, and the one of the release before this.
const RELEASES: [(i64, &str); 2] = [(8, include_str!("upgrade/0008.sql")), (12, include_str!("upgrade/0012.sql"))];

async fn open(url: &str) -> Database {
    Database::open(url, OpenOptions::default()).await.unwrap()
}

/// What stands behind a name above the rows.
fn known<'a>(fixture: &'a str, name: &str) -> &'a str {
    let prefix = format!("-- {name}: ");
    fixture.lines().find_map(|line| line.strip_prefix(prefix.as_str())).unwrap_or_else(|| panic!("no {name}"))
}

fn cookie(fixture: &str, name: &str) -> SecretToken {
    SecretToken::parse(known(fixture, name)).unwrap()
}

async fn person(kit: &Kit, fixture: &str, name: &str) -> Person {
    let username = Username::parse(name).unwrap();
    let account = kit.store.find_account(&username).await.unwrap().expect(name).id;
    let secret = known(fixture, &format!("{name} app"));
    let code = known(fixture, &format!("{name} code"));
    Person {
        username,
        account,
        grant: kit.secret(),
        secret: TotpSecret::parse(secret),
        code: Some(RecoveryCode::parse(code, kit.policy.code_format).unwrap()),
    }
}

/// Fills a database with rows of every kind; what people know and hold, a line each.
async fn furnish(kit: &Kit) -> String {
    let (holder, portal) = kit.enrolled("holder").await;
    let (loser, _) = kit.enrolled("loser").await;
    let texted = kit.with_number("texted").await;
    kit.with_key("touched", &U2fKey::from_seed(3)).await;
    kit.with_passkey("waved", &mut Passkey::synced(4)).await;
    kit.invite("invited").await;
    kit.change(&texted, &new_mail("elsewhere@example.org")).await;
    kit.new_password(&texted, "another one that is long enough").await;
    kit.mail_link(&texted).await;
    ask_from(kit, RequestKind::Password, "holder", "192.0.2.9").await.unwrap();
    assert!(add(kit, &new_key(kit, Alg::Es256).1, None).await);
    let client = kit.with_client("app").await;
    let login = kit.tokens_in(&client.id, &portal).await;
    let application = kit.forwarded(&portal).await;
    let journey = kit.arrive(&holder, None).await;
    while kit.store.seal_audit(kit.now()).await.unwrap().more {}
    let mut text = String::from("-- Made by `write_the_fixtures` in upgrading.rs.\n");
    let mut line = |name: &str, value: &str| writeln!(text, "-- {name}: {value}").unwrap();
    for (name, token) in
        [("portal", &portal), ("application", &application), ("journey", &journey), ("refresh", &login.refresh)]
    {
        line(name, &token.expose());
    }
    for person in [&holder, &loser] {
        let name = person.username.as_str();
        line(&format!("{name} app"), &person.secret.as_ref().unwrap().to_base32());
        line(&format!("{name} code"), &person.code.as_ref().unwrap().groups().join(" "));
    }
    line("now", &kit.now().as_second().to_string());
    text
}

/// Writes the fixtures.
#[test]
#[ignore = "writes into the sources; run it by name when there is a new release to keep"]
fn write_the_fixtures() {
    crate::kit::on_postgres(async |server: &std::sync::Arc<PostgresServer>| {
        crate::kit::on_server(server, "fixtures", async |kit: &Kit| {
            let known = furnish(kit).await;
            for (step, _) in RELEASES {
                let older = open(&kit.bare().await).await;
                migrate_to(&older, step).await.unwrap();
                let rows = describe(&kit.store, &older).await.unwrap();
                let file = format!("{}/tests/contract/upgrade/{step:04}.sql", env!("CARGO_MANIFEST_DIR"));
                std::fs::write(file, format!("{known}{rows}")).unwrap();
            }
        })
        .await;
    });
}

/// A database of an older release with its rows, and the release's step.
async fn older(kit: &Kit, (step, fixture): (i64, &str)) -> String {
    let bare = kit.bare().await;
    let url = if store::testing::is_sqlite(&kit.store) { format!("{bare}.{step}") } else { bare };
    let database = open(&url).await;
    migrate_to(&database, step).await.unwrap();
    restore(&database, fixture).await.unwrap();
    database.close().await;
    url
}

async fn everybody_goes_on(kit: &Kit, (step, fixture): (i64, &str)) {
    let now: i64 = known(fixture, "now").parse().unwrap();
    kit.wait(SignedDuration::from_secs(now - kit.now().as_second()));
    assert!(kit.session(&cookie(fixture, "portal")).await.is_some(), "a session ended");
    while kit.store.seal_audit(kit.now()).await.unwrap().more {}
    let verified = verify(kit).await;
    assert!(verified.broken.is_none() && verified.entries > 20 && verified.heads > 0, "{verified:?}");
    if step >= 10 {
        assert!(kit.check_forward(&cookie(fixture, "application")).await.is_some());
        let refresh = cookie(fixture, "refresh").hash();
        let row = kit.store.find_refresh(&refresh, &kit.sessions, kit.now()).await.unwrap().expect("a refresh token");
        assert!(row.login_alive && !row.revoked && row.spent_at.is_none());
        let key = kit.store.load_signing_keys().await.unwrap().remove(0);
        keys::open(&key.row, &key.sealed, &kit.keyring).unwrap();
    }
    let holder = person(kit, fixture, "holder").await;
    let loser = person(kit, fixture, "loser").await;
    let texted = kit.store.find_account(&Username::parse("texted").unwrap()).await.unwrap().unwrap();
    assert_eq!(texted.mail.as_deref(), Some("elsewhere@example.org"));
    assert!(kit.store.load_phones(texted.id).await.unwrap()[0].open(&kit.keyring).is_ok());
    kit.told_by_mail().await;

    // The journey that was on its way, and a new one.
    kit.wait(SignedDuration::from_mins(2));
    let (login, _) = kit.prove_factor(&holder, &cookie(fixture, "journey")).await;
    kit.commit(&login).await.unwrap();
    kit.wait(SignedDuration::from_mins(2));
    kit.log_in(&holder).await;
    // A key, and the code of somebody who lost their app.
    let mut touched = person_of(kit, "touched").await;
    let token = kit.at_s2(&touched).await;
    let answered = kit.answer_key(&touched, &token, &mut U2fKey::from_seed(3), 9).await;
    kit.commit(&answered).await.unwrap();
    touched.secret = None;
    let (accepted, grant) = kit.at_recovery(&loser).await;
    kit.commit(&accepted).await.unwrap();
    let mut again = Person { grant, ..loser };
    kit.enrol(&mut again).await;
    assert!(kit.store.export_account(holder.account, &kit.ctx()).await.unwrap().is_some());
    kit.store.purge(kit.now()).await.unwrap();
}

/// Somebody of whom only the name is known.
async fn person_of(kit: &Kit, name: &str) -> Person {
    let username = Username::parse(name).unwrap();
    let account = kit.store.find_account(&username).await.unwrap().expect(name).id;
    Person { username, account, grant: kit.secret(), secret: None, code: None }
}

pub async fn people_of_older_releases_go_on(kit: &Kit) {
    for release in RELEASES {
        let url = older(kit, release).await;
        let seen = Database::inspect(&url).await.unwrap().unwrap();
        assert_eq!(seen.schema, Schema::Behind { found: release.0, newest: Schema::newest() });
        assert!(seen.takes(&kit.keyring));
        let upgraded = kit.moved_to(url).await;
        Box::pin(everybody_goes_on(&upgraded, release)).await;
        upgraded.store.close().await;
    }
}

/// An upgrade that ends between two steps, or in the middle of one, goes on at the next start.
pub async fn an_upgrade_that_was_broken_off_goes_on(kit: &Kit) {
    let (step, fixture) = RELEASES[0];
    let url = older(kit, RELEASES[0]).await;
    let database = open(&url).await;
    migrate_to(&database, step + 1).await.unwrap();
    // The tenth step makes three tables; its second one is in the way, so it ends in the middle.
    run_script(&database, "CREATE TABLE forward_tickets (x TEXT NOT NULL)").await.unwrap();
    let ended = database.migrate().await;
    assert!(matches!(ended, Err(StoreError::Statement { .. })), "{ended:?}");
    database.close().await;
    let seen = Database::inspect(&url).await.unwrap().unwrap();
    assert_eq!(seen.schema, Schema::Behind { found: step + 1, newest: Schema::newest() });
    let database = open(&url).await;
    run_script(&database, "DROP TABLE forward_tickets").await.unwrap();
    database.close().await;
    let upgraded = kit.moved_to(url).await;
    Box::pin(everybody_goes_on(&upgraded, (step, fixture))).await;
    upgraded.store.close().await;
}

/// Somebody else's database is refused with a word and not touched, whatever it looks like.
pub async fn a_database_of_somebody_else_is_not_touched(kit: &Kit) {
    for theirs in [
        "CREATE TABLE orders (id INTEGER NOT NULL)",
        "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE accounts (id TEXT); CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
         installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, \
         execution_time BIGINT NOT NULL); INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (20240101, 'theirs', TRUE, '', 1)",
        "CREATE TABLE posts (id TEXT); CREATE TABLE _sqlx_migrations (number INTEGER)",
    ] {
        let (url, sqlite) = foreign(kit, theirs).await;
        let before = sqlite.as_ref().map(|file| std::fs::read(file).unwrap());
        let look = Database::inspect(&url).await.unwrap_err();
        assert!(matches!(look, StoreError::ForeignDatabase { .. }), "{theirs}: {look}");
        let refused = match Database::open(&url, OpenOptions::default()).await {
            Ok(database) => database.migrate().await.unwrap_err(),
            Err(error) => error,
        };
        assert!(refused.to_string().contains("no portal's database: it has a table \""), "{theirs}: {refused}");
        if let Some(file) = sqlite {
            assert_eq!(Some(std::fs::read(&file).unwrap()), before, "{theirs}");
            assert!(!std::path::Path::new(&format!("{file}-wal")).exists());
        }
    }
    if store::testing::is_sqlite(&kit.store) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("letter.odt");
        std::fs::write(&file, "Dear all, this is a letter and no database, however long it may be. ".repeat(99))
            .unwrap();
        let error = Database::open(&format!("sqlite://{}", file.display()), OpenOptions::default()).await.unwrap_err();
        assert!(error.to_string().contains("a file of another kind"), "{error}");
    }
}

/// Another program's database; its file, when it is one. SQLite's is at rest and in its first journal mode.
async fn foreign(kit: &Kit, theirs: &str) -> (String, Option<String>) {
    if !store::testing::is_sqlite(&kit.store) {
        let url = kit.bare().await;
        run_script(&open(&url).await, theirs).await.unwrap();
        return (url, None);
    }
    let file = kit.bare().await.trim_start_matches("sqlite://").to_owned();
    let file = format!("{file}.{}", theirs.len());
    let url = format!("sqlite://{file}");
    let database = open(&url).await;
    run_script(&database, theirs).await.unwrap();
    run_script(&database, "PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    database.close().await;
    let rows = query(&kit.store, "SELECT 1 AS one", &[]).await.unwrap();
    assert_eq!(rows.len(), 1);
    (url, Some(file))
}
