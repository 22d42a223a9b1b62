//! The figures of an import: a hundred thousand people, and files without end; lines per second and the most memory.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::place::{Place, program};

const PEOPLE: u32 = 100_000;

/// Runs an import and watches its memory; how long it took, the most KiB that were resident, and what it printed.
fn watched(place: &Place, name: &str, more: &[&str]) -> (Duration, u64, String) {
    let begun = Instant::now();
    let child = program()
        .args(["account", "import"])
        .arg(place.file(name))
        .args(more)
        .arg("--config")
        .arg(place.settings())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let watch = std::thread::spawn(move || {
        let mut most = 0;
        while let Ok(text) = std::fs::read_to_string(&status) {
            let Some(line) = text.lines().find(|line| line.starts_with("VmHWM:")) else { break };
            let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0);
            most = most.max(kib);
            std::thread::sleep(Duration::from_millis(20));
        }
        most
    });
    let output = child.wait_with_output().unwrap();
    let took = begun.elapsed();
    (took, watch.join().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn long_an_import_of_a_hundred_thousand_people() {
    let place = Place::new();
    place.add("first");
    let mut text = "username,naam,e-mail,groepen\n".to_owned();
    for number in 0..PEOPLE {
        let _ = writeln!(text, "p.{number:06},Persoon {number},p{number}@example.org,\"hr,it\"");
    }
    std::fs::write(place.file("people.csv"), text).unwrap();
    for (what, more) in
        [("dry run", &[][..]), ("apply", &["--apply", "--reason", "all"]), ("again", &["--apply", "--reason", "all"])]
    {
        let (took, most, said) = watched(&place, "people.csv", more);
        let rate = f64::from(PEOPLE) / took.as_secs_f64();
        println!(
            "{what}: {rate:.0} lines/s in {:.1} s, {most} KiB at most; {}",
            took.as_secs_f64(),
            said.lines().next().unwrap()
        );
        let expected = match what {
            "dry run" => format!("It would make {PEOPLE}, change 0, skip 0 and refuse 0."),
            "apply" => format!("Made {PEOPLE}, changed 0, skipped 0, refused 0."),
            _ => format!("Made 0, changed 0, skipped {PEOPLE}, refused 0."),
        };
        assert!(said.starts_with(&expected), "{said}");
        assert!(most < 200 * 1024, "{most} KiB");
    }
}

/// An import that is killed goes on where it ended: everybody once, and nobody by half.
#[test]
fn long_an_import_that_is_killed_goes_on() {
    let place = Place::new();
    place.add("first");
    let mut text = "username,mail\n".to_owned();
    for number in 0..3000 {
        let _ = writeln!(text, "p.{number:06},p{number}@example.org");
    }
    std::fs::write(place.file("people.csv"), text).unwrap();
    let mut made = 0;
    for round in 1..=5 {
        let mut child = program()
            .args(["account", "import"])
            .arg(place.file("people.csv"))
            .args(["--apply", "--reason", "all", "--config"])
            .arg(place.settings())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(200 * round));
        // SIGKILL: nothing of the program gets a chance to tidy up.
        child.kill().unwrap();
        child.wait().unwrap();
        let now = place.run(&["account", "list"]).good().lines().count() - 2;
        assert!(now >= made, "nothing that was stored is lost");
        made = now;
    }
    let (_, _, said) = watched(&place, "people.csv", &["--apply", "--reason", "all"]);
    assert!(
        said.starts_with(&format!("Made {}, changed 0, skipped {made}, refused 0.", 3000 - made)),
        "{made}: {said}"
    );
    println!("killed five times, {made} were there; the last run made the rest");
}

#[test]
fn long_files_without_end_take_bounded_memory() {
    let place = Place::new();
    place.add("first");
    let gigabyte = 1 << 30;
    // A line of a gigabyte, with and without a quote before it; sparse, so that the disk stays empty.
    for (name, head) in [("line.csv", &b"username,name\n"[..]), ("quote.csv", b"username,name\nbea,\"")] {
        let mut file = std::fs::File::create(place.file(name)).unwrap();
        file.write_all(head).unwrap();
        file.set_len(gigabyte).unwrap();
        let (took, most, said) = watched(&place, name, &[]);
        println!("{name}: {:.1} s, {most} KiB at most", took.as_secs_f64());
        assert!(said.contains("line 2") && most < 150 * 1024, "{most} KiB: {said}");
    }
    let file = std::fs::File::create(place.file("line.jsonl")).unwrap();
    file.set_len(gigabyte).unwrap();
    let (took, most, said) = watched(&place, "line.jsonl", &[]);
    println!("line.jsonl: {:.1} s, {most} KiB at most", took.as_secs_f64());
    assert!(said.contains("line 1: a line of more than 65536 bytes") && most < 150 * 1024, "{most} KiB: {said}");
}
