//! Every kind of mistake that a settings file can have, each with a complaint that says where it is and what to do.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::file::secrets_for_everybody;
use super::{Reading, Settings};

struct Folder(tempfile::TempDir);

impl Folder {
    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let file = self.0.path().join(name);
        fs::write(&file, bytes).unwrap();
        file
    }
}

fn folder() -> Folder {
    Folder(tempfile::tempdir().unwrap())
}

/// What is said of a file, with its path as `FILE`. A reload says the same.
fn said(file: &Path) -> String {
    let first = Settings::load(file, &[]).unwrap_err().to_string();
    let again = Reading::load(file, Vec::new()).unwrap_err().to_string();
    assert_eq!(first, again);
    first.replace(&file.display().to_string(), "FILE")
}

#[test]
fn each_mistake_says_where_it_is_and_what_to_do() {
    let folder = folder();
    let large = [b"# ".repeat(5 * 1024 * 1024).as_slice(), b"\n"].concat();
    for (mistake, bytes, expected) in [
        (
            "a key with a slip of the pen",
            b"[server]\nlisen = \"127.0.0.1:1\"\n".as_slice(),
            "FILE line 2: server.lisen: found a key that does not exist; did you mean listen? Keys here are listen, ",
        ),
        (
            "a section with a slip of the pen",
            b"[databse]\nurl = \"sqlite://x\"\n",
            "FILE line 1: databse: found a key that does not exist; did you mean database? ",
        ),
        (
            "a key without its section",
            b"trusted_proxies = [\"10.0.0.0/8\"]\n",
            "FILE line 1: trusted_proxies: found a key that does not exist; did you mean server.trusted_proxies? ",
        ),
        (
            "a wrong type",
            b"[session]\nidle_minutes = \"ten\"\n",
            "FILE line 2: session.idle_minutes: found \"ten\"; write a whole number from 1 to 1440.",
        ),
        (
            "a list where one thing belongs",
            b"[server]\npublic_url = [\"https://a.example\"]\n",
            "FILE line 2: server.public_url: found a list; write ",
        ),
        (
            "a key twice",
            b"[log]\nlevel = \"info\"\nlevel = \"warn\"\n",
            "FILE line 3: found text that is not TOML (duplicate key); correct this line.",
        ),
        (
            "a section twice",
            b"[log]\nlevel = \"info\"\n[log]\n",
            "FILE line 3: found text that is not TOML (duplicate key); ",
        ),
        (
            "both forwarded headers",
            b"[server]\nforwarded_header = [\"forwarded\", \"x-forwarded\"]\n",
            "FILE line 2: server.forwarded_header: found a list; write one of \"",
        ),
        ("a quote that does not end", b"[brand]\nproduct = \"Portal\n", "FILE line 2: found text that is not TOML ("),
        ("NUL", b"[log]\nlevel = \"in\0fo\"\n", "FILE line 2: found a NUL character; remove it; "),
        (
            "Latin 1",
            b"[brand]\n\nproduct = \"caf\xe9\"\n",
            "FILE line 3: found a character that is not UTF-8; save the file as UTF-8.",
        ),
        ("UTF-16", b"\xff\xfe[\0", "FILE: found a text in UTF-16; save the file as UTF-8."),
        ("10 MB", large.as_slice(), "FILE: found a file of more than 1 MiB; give the path of the settings, "),
        ("another program's file", b"<?xml version=\"1.0\"?>\n", "FILE line 1: found text that is not TOML ("),
    ] {
        let said = said(&folder.file("p.toml", bytes));
        assert!(said.starts_with(expected), "{mistake}: {said}");
    }
    let missing = said(&folder.0.path().join("gone.toml"));
    assert!(
        missing.starts_with("FILE: found a file that cannot be read (No such file")
            && missing.contains("config example"),
        "{missing}"
    );
    let directory = said(folder.0.path());
    assert!(directory.contains("give the path of the file in it"), "{directory}");
}

#[test]
fn what_other_systems_write_is_read() {
    let folder = folder();
    for bytes in [
        b"\xef\xbb\xbf[log]\nlevel = \"warn\"\n".as_slice(),
        b"[log]\r\nlevel = \"warn\"\r\n",
        b"\xef\xbb\xbf[log]\r\nlevel = \"warn\"",
    ] {
        let settings = Settings::load(&folder.file("p.toml", bytes), &[]).unwrap();
        assert_eq!(format!("{:?}", settings.log.level), "Warn", "{bytes:?}");
    }
    // The line is counted as an editor does.
    let said = said(&folder.file("p.toml", b"\xef\xbb\xbf[log]\r\n\r\nlevel = 3\r\n"));
    assert!(said.starts_with("FILE line 3: log.level: "), "{said}");
}

#[test]
fn a_file_that_may_not_be_read_says_how_to_allow_it() {
    let folder = folder();
    let file = folder.file("p.toml", b"");
    fs::set_permissions(&file, Permissions::from_mode(0o000)).unwrap();
    // Whoever runs the tests as root may read everything.
    if let Err(error) = fs::read(&file) {
        let said = said(&file);
        assert!(said.contains(&error.to_string()) && said.contains("chmod 640"), "{said}");
    }
}

#[test]
fn secrets_in_a_file_for_everybody_are_told_by_their_keys_and_not_shown() {
    let folder = folder();
    let text =
        b"[database]\nurl = \"postgres://piet:s3cret@db/x\"\n[mail]\nhost = \"m.example\"\npassword = \"s3cret\"\n";
    let file = folder.file("p.toml", text);
    for (mode, told) in [(0o644, true), (0o604, true), (0o640, false), (0o600, false)] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        let complaint = secrets_for_everybody(&file).map(|complaint| complaint.to_string());
        assert_eq!(complaint.is_some(), told, "{mode:o}");
        if let Some(said) = complaint {
            assert!(
                said.contains(": database.url, mail.password: found secrets") && said.contains("chmod 640"),
                "{said}"
            );
            assert!(!said.contains("s3cret"));
        }
    }
    for harmless in ["", "[database]\nurl = \"sqlite:///x.db\"\n", "[database]\nurl = \"postgres://db/x\"\n"] {
        let file = folder.file("harmless.toml", harmless.as_bytes());
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        assert!(secrets_for_everybody(&file).is_none(), "{harmless}");
    }
}
