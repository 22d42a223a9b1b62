//! `audit head`: what to keep elsewhere, and the key to check it with.

use std::fmt::Write as _;

use credentials::keyring::SignPurpose;
use store::StoreError;

use crate::cli::audit::Head;
use crate::commands::account::desk::{self, Desk};
use crate::complaint::{Complaint, Complaints};

/// What stands before the 32 bytes of an Ed25519 key in `SubjectPublicKeyInfo` (RFC 8410 section 4).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Prints the newest head, or the public keys.
pub async fn run(asked: &Head) -> Result<(), Complaints> {
    desk::work(
        &asked.file,
        None,
        async |desk| if asked.public_key { Ok(public_keys(desk)) } else { newest(desk).await },
    )
    .await
}

async fn newest(desk: &Desk) -> Result<String, Complaint> {
    let head = desk.store.audit_head().await.map_err(|error| match error {
        StoreError::AuditChain => {
            Complaint::new("an end of the audit log that is not as it was signed", "run `poortwachter audit verify`")
        }
        other => desk::fault(other),
    })?;
    let nothing = || Complaint::new("no sealed entry yet", "start the portal, which seals entries within a second");
    Ok(format!("{}\n", head.ok_or_else(nothing)?))
}

/// The public half for each key of the key file, the newest first, and of those that are gone.
fn public_keys(desk: &Desk) -> String {
    let keyring = desk.store.keyring();
    keyring.lines().iter().map(|line| &line.id).fold(String::new(), |mut text, id| {
        if let Some(key) = keyring.public_key(SignPurpose::AuditHead, id) {
            let pem = base64(&[SPKI.as_slice(), &key].concat());
            // Writing to a String cannot fail.
            let _ = write!(text, "# {id}\n-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n");
        }
        text
    })
}

fn base64(bytes: &[u8]) -> String {
    data_encoding::BASE64.encode(bytes)
}
