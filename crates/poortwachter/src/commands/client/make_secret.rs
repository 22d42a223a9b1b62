//! `client make-secret`: a secret for the application and its hash for the settings, which never hold the secret itself.

use credentials::token::SecretToken;

use crate::commands::output;
use crate::complaint::Complaint;
use crate::os_rng::OsRng;

/// Prints both.
pub fn run() -> Result<(), Complaint> {
    let secret = SecretToken::generate(&OsRng);
    let hash: Vec<String> = secret.hash().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = hash.concat();
    output::print(&format!(
        "For the application:   {}\nFor the settings:      secret_sha256 = [\"{hash}\"]\n",
        secret.expose().as_str()
    ))
}
