//! `backup`, `backup check` and `restore`, as an operator has them: from one machine to another, and from one database to the other.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use credentials::totp::TotpSecret;
use store::testing::PostgresServer;

use crate::audit;
use crate::login::{PASSWORD, app_code};
use crate::place::{Place, Ran, program};

const WORDS: &str = "poort wacht brug sluis 42";

impl Place {
    /// A file that only its owner may read.
    fn private(&self, name: &str, text: &str) -> PathBuf {
        let file = self.file(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        file
    }

    fn backup(&self, name: &str, more: &[&str]) -> Ran {
        let words = self.private("words", WORDS);
        let (file, words) = (self.file(name).display().to_string(), words.display().to_string());
        self.run(&[&["backup", &file, "--passphrase-file", &words], more].concat())
    }

    fn restore(&self, file: &str, more: &[&str]) -> Ran {
        let words = self.private("words", WORDS).display().to_string();
        self.run(&[&["restore", file, "--passphrase-file", &words, "--reason", "new disk"], more].concat())
    }
}

/// Without settings: on a machine where no portal is.
fn check(file: &str, words: &str) -> Ran {
    program().args(["backup", "check", file]).env("POORTWACHTER_BACKUP_PASSPHRASE", words).output().unwrap().into()
}

/// A login with the app: its code of now is worth nothing, since it may have been typed before (TO-03), and a later one opens a session.
fn logs_in(place: &Place, secret: &TotpSecret) {
    let portal = place.serve();
    let mut browser = portal.client();
    assert_eq!(browser.password("bea", PASSWORD).0, "/login/second-factor");
    let (path, answer) = browser.submit("/login/second-factor", &[("code", &app_code(secret, 0))]);
    assert_eq!((path.as_str(), answer.status), ("/login/second-factor", 422));
    let begun = app_code(secret, 0);
    while app_code(secret, 0) == begun {
        std::thread::sleep(Duration::from_millis(200));
    }
    let (path, answer) = browser.submit("/login/second-factor", &[("code", &app_code(secret, 30))]);
    assert_eq!((path.as_str(), answer.status), ("/account", 200), "{}", answer.body);
    assert!(portal.stop().success());
}

/// The disaster recipe: another machine, with nothing but the backup and the copy of the key file.
#[test]
fn a_new_machine_goes_on_where_the_backup_was() {
    let place = Place::new();
    let portal = place.serve();
    let mut browser = portal.client();
    browser.activate(&place.add("bea"));
    let enrolled = browser.enrol();
    place.add("ali");
    // While it serves, and with what is true at this moment.
    let said = place.backup("b.age", &[]).good();
    assert!(said.contains("2 accounts, 1 second factors, 0 applications") && said.contains("passphrase"), "{said}");
    assert!(said.contains("The key file is not in it") && said.contains(&place.file("keys").display().to_string()));
    let file = place.file("b.age");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(place.backup("b.age", &[]).refused().contains("a file that is there already"));
    let bytes = fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    assert!(!bytes.windows(3).any(|piece| piece == b"bea"));
    let (name, left) = (file.display().to_string(), place.files());
    assert!(!left.iter().any(|name| name.starts_with(".poortwachter")), "{left:?}");

    let whole = check(&name, WORDS).good();
    assert!(whole.contains(": whole. Made on ") && whole.contains("The key file was not looked at"), "{whole}");
    let words = place.file("words").display().to_string();
    let fits = place.run(&["backup", "check", &name, "--passphrase-file", &words]).good();
    assert!(fits.contains("The key file belongs to it"), "{fits}");
    let busy = place.restore(&name, &["--replace"]).refused();
    assert!(busy.contains("a portal that runs already"), "{busy}");
    assert!(portal.stop().success());
    let full = place.restore(&name, &[]).refused();
    assert!(full.contains("data in sqlite://") && full.contains("--replace"), "{full}");

    let other = Place::new();
    let missing = other.restore(&name, &[]).refused();
    assert!(missing.contains("keys.file: found no key file, and none in the backup"), "{missing}");
    other.private("keys", &fs::read_to_string(place.file("keys")).unwrap());
    let said = other.restore(&name, &[]).good();
    assert!(said.contains("2 accounts") && said.contains("Nothing is known of what happened"), "{said}");
    assert!(said.contains("1 accounts were never activated"), "{said}");
    logs_in(&other, &enrolled.secret);
    let log = other.run(&["audit", "verify"]).good();
    assert!(log.contains("entries are as they were written"), "{log}");
    let log = other.run(&["audit", "export", "--event", "authz_admin"]).good();
    assert!(log.contains("\"database-restored\"") && log.contains("new disk"), "{log}");
}

#[test]
fn what_is_wrong_with_a_backup_is_said() {
    let place = Place::new();
    place.add("bea");
    place.backup("b.age", &["--with-keys"]).good();
    let good = fs::read(place.file("b.age")).unwrap();
    let refused = |bytes: &[u8], words: &str| {
        let file = place.file("bad.age");
        fs::write(&file, bytes).unwrap();
        let said = check(&file.display().to_string(), words).refused();
        said.strip_prefix(&format!("{}: found ", file.display())).expect(&said).to_owned()
    };
    assert!(refused(&good, "other words altogether").starts_with("a backup that this passphrase or identity does not"));
    for nothing in [&b""[..], b"PK\x03\x04", b"SQLite format 3\0 and more"] {
        assert!(refused(nothing, WORDS).starts_with("something that is not a backup"));
    }
    let header = good.windows(5).position(|piece| piece == b"\n--- ").unwrap();
    for cut in [30, header + 2, header + 60, header + 200, good.len() / 2, good.len() - 1] {
        let said = refused(&good[..cut], WORDS);
        assert!(said.contains("cut") || said.contains("damaged"), "{cut}: {said}");
    }
    for at in [header + 10, header + 70, header + 2000, good.len() - 3] {
        let mut changed = good.clone();
        changed[at] ^= 1;
        let said = refused(&changed, WORDS);
        assert!(said.contains("damaged"), "{at}: {said}");
    }
    let asks = check(&place.file("b.age").display().to_string(), "").refused();
    assert!(asks.contains("POORTWACHTER_BACKUP_PASSPHRASE: found no passphrase"), "{asks}");
    let short = place.private("short", "twelve less\n").display().to_string();
    let fresh = place.file("c.age").display().to_string();
    let short = place.run(&["backup", &fresh, "--passphrase-file", &short]).refused();
    assert!(short.contains("a passphrase that is too short"), "{short}");
    let open = place.file("words");
    fs::set_permissions(&open, Permissions::from_mode(0o644)).unwrap();
    let open = place.run(&["backup", &fresh, "--passphrase-file", &open.display().to_string()]).refused();
    assert!(open.contains("--passphrase-file: found a file that others may use"), "{open}");
    assert!(!place.file("c.age").exists());

    // Another installation's key file.
    let other = Place::new();
    other.add("ali");
    let file = place.file("b.age").display().to_string();
    let stranger = other.restore(&file, &["--replace"]).refused();
    assert!(stranger.contains("a backup that belongs to another key file"), "{stranger}");
    assert_eq!(other.show("ali")["username"], "ali");
    // With the keys in it, it needs nothing else.
    let empty = Place::new();
    let said = empty.restore(&file, &[]).good();
    assert!(said.contains("1 accounts"), "{said}");
    assert_eq!(fs::metadata(empty.file("keys")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(empty.show("bea")["username"], "bea");
}

/// The machine that makes backups cannot read them; and a house is moved to the other database.
#[test]
fn backups_for_a_recipient_move_to_postgres_and_back() {
    let place = Place::new();
    let portal = place.serve();
    let mut browser = portal.client();
    browser.activate(&place.add("bea"));
    let enrolled = browser.enrol();
    assert!(portal.stop().success());
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let text = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
    let identity = place.private("identity", &format!("# kept elsewhere\n{text}\n")).display().to_string();
    let file = place.file("b.age").display().to_string();
    let said = place.run(&["backup", &file, "--recipient", &recipient]).good();
    assert!(said.contains("encrypted for 1 recipient"), "{said}");
    assert!(place.restore(&file, &["--replace"]).refused().contains("a backup that is encrypted for recipients"));
    let stranger = place.private("stranger", &fs::read_to_string(&identity).unwrap().replace('#', "# not"));
    let other = age::x25519::Identity::generate().to_string();
    fs::write(&stranger, age::secrecy::ExposeSecret::expose_secret(&other)).unwrap();
    let wrong = place.run(&["backup", "check", &file, "--identity", &stranger.display().to_string()]).refused();
    assert!(wrong.contains("does not open"), "{wrong}");

    let server = PostgresServer::start();
    let url = tokio::runtime::Runtime::new().unwrap().block_on(server.bare()).unwrap();
    place.write_with_database(&url, "");
    let moved = place.run(&["restore", &file, "--identity", &identity, "--reason", "moving"]).good();
    assert!(moved.contains("into postgres://") && moved.contains("1 accounts, 1 second factors"), "{moved}");
    logs_in(&place, &enrolled.secret);

    place.account(&["disable", "bea"]).good();
    let later = place.file("later.age").display().to_string();
    place.run(&["backup", &later, "--recipient", &recipient]).good();
    let portal = place.serve();
    let busy = place.run(&["restore", &file, "--identity", &identity, "--replace", "--reason", "back"]).refused();
    assert!(busy.contains("to which a portal or command is connected"), "{busy}");
    assert!(portal.stop().success());
    // From the older backup over the newer database: what was closed since stays closed.
    let said = place.run(&["restore", &file, "--identity", &identity, "--replace", "--reason", "back"]).good();
    assert!(said.contains("  1 accounts that are closed or suspended"), "{said}");
    assert_eq!(place.show("bea")["status"], "disabled");

    place.write("");
    fs::remove_file(place.file("portal.db")).unwrap();
    let back = place.run(&["restore", &later, "--identity", &identity, "--reason", "home"]).good();
    assert!(back.contains("into sqlite://"), "{back}");
    assert_eq!(place.show("bea")["status"], "disabled");
}

/// The most memory that a command had, in KiB.
fn peak(mut command: Command) -> u64 {
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let mut most = 0;
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most = most.max(line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0));
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(ended.success() && most > 0, "{ended} after {most} KiB");
            return most;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A log of a hundred thousand entries costs no more memory than one of a few, neither when it is written nor when it is read.
#[test]
fn long_a_large_backup_takes_no_more_memory() {
    let place = Place::new();
    place.add("bea");
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let text = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
    let identity = place.private("identity", &text);
    let command = |arguments: &[&str], file: &str| {
        let mut command = program();
        command.args(arguments).arg(place.file(file)).arg("--config").arg(place.settings());
        command
    };
    let make = |file: &str| {
        let mut make = command(&["backup"], file);
        make.arg("--recipient").arg(&recipient);
        peak(make)
    };
    let open = |arguments: &[&str], file: &str| {
        let mut open = command(arguments, file);
        open.arg("--identity").arg(&identity);
        peak(open)
    };
    let restore = ["restore", "--replace", "--reason", "size"];
    let small = [make("small.age"), open(&["backup", "check"], "small.age"), open(&restore, "small.age")];
    let written = audit::write(
        &place,
        "INSERT INTO audit (at, event, success, reason, actor, request, detail) WITH RECURSIVE n (i) AS \
         (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT 1700000000000000 + i, 'authn_login_fail', 0, '', \
         'visitor', 'request', hex(randomblob(200)) FROM n",
    );
    assert_eq!(written, 100_000);
    let large = [make("large.age"), open(&["backup", "check"], "large.age"), open(&restore, "large.age")];
    assert!(fs::metadata(place.file("large.age")).unwrap().len() > 40_000_000);
    for (small, large) in small.into_iter().zip(large) {
        assert!(large < small + 16 * 1024, "{small} KiB and {large} KiB");
    }
}
