//! The package against the program as it is: every file that it takes is there, and unit, folders and settings speak of the same places.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::MetadataCommand;
use poortwachter::settings::Settings;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `[package.metadata.deb]`.
fn deb() -> Value {
    let metadata = MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().unwrap();
    let package = metadata.packages.iter().find(|package| package.name.as_str() == "poortwachter").unwrap();
    package.metadata["deb"].clone()
}

fn unit() -> Vec<(String, String)> {
    let text = read("packaging/debian/poortwachter.service");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('=')).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn of_unit(key: &str) -> String {
    unit().into_iter().find(|(name, _)| name == key).unwrap_or_else(|| panic!("no {key}")).1
}

#[test]
fn every_file_of_the_package_is_there_or_is_built() {
    let deb = deb();
    // The package's own folder is where paths begin, but for what cargo builds.
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for asset in deb["assets"].as_array().unwrap() {
        let (from, to) = (asset[0].as_str().unwrap(), asset[1].as_str().unwrap());
        assert!(!to.starts_with('/') && asset[2].as_str().is_some_and(|mode| mode.len() == 3), "{asset}");
        if from.trim_start_matches("../").starts_with("target/") {
            // Made by `scripts/package` just before.
            assert!(
                read("scripts/package").contains("target/packaging")
                    && read("scripts/package").contains("--profile dist")
            );
        } else {
            assert!(own.join(from).is_file(), "{from}");
        }
        seen += 1;
    }
    assert!(seen > 8);
    for script in ["postinst", "postrm", "prerm"] {
        let folder = own.join(deb["maintainer-scripts"].as_str().unwrap());
        let checked = Command::new("sh").arg("-n").arg(folder.join(script)).output().unwrap();
        assert!(checked.status.success(), "{script}: {checked:?}");
    }
    let conf = deb["conf-files"][0].as_str().unwrap().trim_start_matches('/').to_owned();
    assert!(deb["assets"].as_array().unwrap().iter().any(|asset| asset[1] == conf.as_str()), "{conf}");
    for wanted in ["adduser", "ca-certificates", "tzdata", "procps"] {
        assert!(deb["depends"].as_str().unwrap().contains(wanted), "{wanted}");
    }
}

#[test]
fn links_of_packaged_pages_lead_to_packaged_pages() {
    let deb = deb();
    let packaged: Vec<String> =
        deb["assets"].as_array().unwrap().iter().map(|asset| asset[0].as_str().unwrap().to_owned()).collect();
    let pages = packaged.iter().filter(|path| path.starts_with("../../docs/"));
    let mut seen = 0;
    for page in pages {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if Path::new(link).extension().is_some_and(|kind| kind == "md") && !link.contains('/') {
                seen += 1;
                let wanted = format!("../../docs/{link}");
                assert!(packaged.contains(&wanted), "{page} leads to {link}, which is not in the package");
            }
        }
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn unit_folders_and_settings_speak_of_the_same_places() {
    let settings = Settings::read("packaged", &read("packaging/debian/poortwachter.toml"), &[]).unwrap();
    let folder = format!("/var/lib/{}", of_unit("StateDirectory"));
    assert_eq!(settings.keys.file.parent(), Some(Path::new(&folder)));
    assert_eq!(settings.database.url.shown(), format!("sqlite://{folder}/poortwachter.db"));
    let start = of_unit("ExecStart");
    assert_eq!(start, "/usr/bin/poortwachter serve --config /etc/poortwachter/poortwachter.toml");
    let postinst = read("packaging/debian/postinst");
    assert!(postinst.contains(&folder) && postinst.contains("install -d -m 0700"), "{postinst}");
    for user in [of_unit("User"), of_unit("Group")] {
        assert!(postinst.contains(&format!("-o {user} -g {user}")), "{user}");
    }
    assert_eq!((of_unit("UMask"), of_unit("StateDirectoryMode")), ("0077".to_owned(), "0700".to_owned()));
    // What a reload sends is what the program listens for (`serving::hangups`).
    assert!(of_unit("ExecReload").ends_with("-HUP $MAINPID"));
    let container = read("packaging/Containerfile");
    for wanted in [&folder, "USER poortwachter", "\"serve\", \"--config\", \"/etc/poortwachter/poortwachter.toml\""] {
        assert!(container.contains(wanted), "{wanted}");
    }
}

/// systemd's own opinion, where it is installed.
#[test]
fn systemd_understands_the_unit() {
    let unit = root().join("packaging/debian/poortwachter.service");
    let Ok(security) =
        Command::new("systemd-analyze").args(["security", "--offline=yes", "--no-pager"]).arg(&unit).output()
    else {
        return;
    };
    let said = String::from_utf8_lossy(&security.stdout).into_owned();
    let level = said
        .lines()
        .rev()
        .find_map(|line| line.split("poortwachter.service: ").nth(1)?.split(' ').next()?.parse::<f32>().ok());
    assert!(level.is_some_and(|level| level < 1.5), "{said}{}", String::from_utf8_lossy(&security.stderr));
    let verified = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&unit).output().unwrap();
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    // The program is not installed where the tests run; anything else is a mistake in the unit.
    let about_us = said.lines().filter(|line| line.contains("poortwachter.service"));
    let wrong: Vec<&str> = about_us.filter(|line| !line.contains("is not executable")).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
