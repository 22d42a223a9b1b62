//! An authority that only one test knows, and certificates of it, by `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A certificate with its key, and the authority that vouches for it; all of them PEM.
pub struct Issued {
    /// The authority's certificate.
    pub authority: PathBuf,
    /// The certificate.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Makes an authority and a certificate for these hosts in a folder.
pub fn issue(folder: &Path, hosts: &[&str]) -> Issued {
    let file = |name: &str| folder.join(name);
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let key = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    let make = |name: &str, more: &[&str]| {
        let out = [text(&file(&format!("{name}.pem"))), text(&file(&format!("{name}.key")))];
        let made = Command::new("openssl").args(key).args(["-out", &out[0], "-keyout", &out[1]]).args(more).output();
        let made = made.expect("openssl starts");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    };
    make("authority", &["-subj", "/CN=A test", "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0"]);
    let (authority, authority_key) = (text(&file("authority.pem")), text(&file("authority.key")));
    let names: Vec<String> = hosts.iter().map(|host| format!("DNS:{host}")).collect();
    let names = format!("subjectAltName={}", names.join(","));
    let issued = ["-CA", &authority, "-CAkey", &authority_key, "-subj", "/CN=Portal", "-addext", &names];
    let uses = ["-addext", "extendedKeyUsage=serverAuth", "-addext", "basicConstraints=critical,CA:FALSE"];
    make("portal", &[&issued[..], &uses[..]].concat());
    Issued { authority: file("authority.pem"), certificate: file("portal.pem"), key: file("portal.key") }
}
