//! Certificates that vouch for themselves, made by `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A certificate for 127.0.0.1 and its key.
pub struct Certificate {
    pub file: PathBuf,
    pub key: PathBuf,
}

impl Certificate {
    pub fn make(folder: &Path, name: &str) -> Self {
        let (file, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
            .args(["-subj", &format!("/CN={name}"), "-addext", "subjectAltName=IP:127.0.0.1"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .arg("-out")
            .arg(&file)
            .arg("-keyout")
            .arg(&key)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self { file, key }
    }
}
