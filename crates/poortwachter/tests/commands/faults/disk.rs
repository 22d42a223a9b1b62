//! The disk under an SQLite file: full, failing to sync, failing to write. What is told as done is done; the rest is told as not possible now.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::life::{Ledger, Somebody, proven, with_application};
use crate::client::Client;
use crate::place::Place;

/// A small disk in memory; `None`, loudly, where this user may not mount one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, megabytes: u32) -> Option<Self> {
        std::fs::create_dir(at).unwrap();
        let size = format!("size={megabytes}m,mode=700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output().unwrap();
        if !mounted.status.success() {
            eprintln!("SKIPPED: a disk cannot be mounted: {}", String::from_utf8_lossy(&mounted.stderr));
            return None;
        }
        Some(Self(at.to_owned()))
    }

    /// Leaves no room at all.
    fn fill(&self) {
        let file = self.0.join("filler");
        let _full = std::fs::write(&file, vec![0_u8; 64 << 20]);
        assert!(file.exists());
    }

    fn make_room(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the portal may still have its files open when a test fails.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// System calls of a running portal that fail from now on; `None`, loudly, where this user may not trace.
struct Failing(Child);

impl Failing {
    fn begin(process: &str, calls: &str, error: &str, files: &[PathBuf]) -> Option<Self> {
        let mut command = Command::new("strace");
        command.args(["-f", "-q", "-o", "/dev/null", "-e"]).arg(format!("trace={calls}"));
        command.arg("-e").arg(format!("inject={calls}:error={error}"));
        for file in files {
            command.arg("-P").arg(file);
        }
        let tracer = command.args(["-p", process]).stderr(Stdio::null()).spawn();
        let mut tracer = Self(tracer.unwrap_or_else(|error| panic!("strace: {error}; ./test installs it")));
        let begun = Instant::now();
        let status = format!("/proc/{process}/status");
        while std::fs::read_to_string(&status).unwrap().contains("TracerPid:\t0\n") {
            if tracer.0.try_wait().unwrap().is_some() || begun.elapsed() > Duration::from_secs(20) {
                eprintln!("SKIPPED: a process cannot be traced here");
                return None;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        // The first thread is traced; the others follow within this time.
        std::thread::sleep(Duration::from_millis(300));
        Some(tracer)
    }
}

impl Drop for Failing {
    fn drop(&mut self) {
        // Ended gently, strace lets the process go on as it was.
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

/// A portal with somebody in it, on the given database.
fn place_at(database: &Path) -> Place {
    let place = Place::new();
    place.write_with_database(&format!("sqlite://{}", database.display()), "");
    place
}

fn browser(place: &Place) -> Client {
    Client::new(place.port, place.origin())
}

/// What somebody is told while the database does not write: 503, when to try again, plain words, and no number without its page.
fn told_to_wait(place: &Place, link: &str) {
    let mut browser = browser(place);
    browser.visit("/login");
    let begun = Instant::now();
    let (_, answer) = browser.submit("/login", &[("username", "first"), ("password", "wrong and long 12")]);
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("10")), "{}", answer.body);
    assert!(answer.body.contains("Het portaal is even niet beschikbaar"), "{}", answer.body);
    let (_, answer) = browser.visit(link);
    let answer = if answer.status == 200 {
        browser.submit("/activate", &[("password", crate::login::PASSWORD)]).1
    } else {
        answer
    };
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(begun.elapsed() < Duration::from_secs(25), "an answer comes in time: {:?}", begun.elapsed());
}

/// Before, during and after a fault that ends: the portal that was there all the time serves again, and nothing is half.
fn through(place: &Place, fault: impl FnOnce(&Place, &str) -> bool) {
    let ledger = Ledger::default();
    place.add("first");
    with_application(place);
    let portal = place.serve();
    let (name, link) = ("before".to_owned(), place.add("before"));
    Somebody { name, link, place, ledger: &ledger }.live(1);
    let waiting = place.add("during");
    if !fault(place, &portal.pid().to_string()) {
        return;
    }
    Somebody { name: "during".to_owned(), link: waiting, place, ledger: &ledger }.live(1);
    let (facts, lost) = ledger.lost(place);
    assert!(lost.is_empty(), "of {facts} facts these were lost: {lost:?}");
    assert!(!portal.log().contains("panicked"), "{}", portal.log());
    proven(place);
    assert!(portal.stop().success());
    proven(place);
}

#[test]
fn a_full_disk_is_told_and_is_over_when_there_is_room() {
    let at = tempfile::tempdir().unwrap();
    let folder = at.path().join("small");
    let Some(disk) = SmallDisk::mount(&folder, 8) else { return };
    let place = place_at(&folder.join("portal.db"));
    through(&place, |place, _| {
        let link = place.add("link");
        disk.fill();
        for _ in 0..3 {
            told_to_wait(place, &link);
        }
        disk.make_room();
        true
    });
}

#[test]
fn a_disk_that_does_not_sync_acknowledges_nothing() {
    let place = Place::new();
    through(&place, |place, process| {
        let link = place.add("link");
        let Some(failing) = Failing::begin(process, "fsync,fdatasync", "EIO", &[]) else { return false };
        told_to_wait(place, &link);
        drop(failing);
        true
    });
}

#[test]
fn a_disk_that_does_not_write_acknowledges_nothing() {
    let place = Place::new();
    let files = ["portal.db", "portal.db-wal"].map(|name| place.file(name));
    through(&place, |place, process| {
        let link = place.add("link");
        let Some(failing) = Failing::begin(process, "pwrite64,write", "ENOSPC", &files) else { return false };
        told_to_wait(place, &link);
        drop(failing);
        true
    });
}

#[test]
fn a_file_that_became_read_only_acknowledges_nothing() {
    let place = Place::new();
    let files = ["portal.db", "portal.db-wal"].map(|name| place.file(name));
    through(&place, |place, process| {
        let link = place.add("link");
        let Some(failing) = Failing::begin(process, "pwrite64,write", "EROFS", &files) else { return false };
        told_to_wait(place, &link);
        drop(failing);
        true
    });
}
