//! `client rotate-secret`: a new secret beside the old one, so that the application can change over without a gap (OP-08).

use credentials::token::SecretToken;
use oidc::client::{ClientAuth, SecretHash};

use super::super::account::desk;
use super::{find_own, gone};
use crate::cli::client::RotateSecret;
use crate::complaint::{Complaint, Complaints};
use crate::os_rng::OsRng;

/// Makes the secret and prints it, once.
pub async fn run(rotate: &RotateSecret) -> Result<(), Complaints> {
    desk::work(&rotate.because.settings, Some(&rotate.because), async |desk| {
        let client = find_own(desk, &rotate.id).await?.client;
        if let ClientAuth::None | ClientAuth::PrivateKeyJwt { .. } = client.auth {
            let found = format!("an application without a secret ({})", client.auth.as_str());
            return Err(Complaint::new(found, "replace its keys with `poortwachter client edit --jwks`"));
        }
        let (secret, until) = (SecretToken::generate(&OsRng), desk.ctx.now + rotate.overlap);
        let hash = SecretHash(secret.hash());
        if !desk.store.rotate_client_secret(&client.id, hash, until, &desk.ctx).await.map_err(desk::fault)? {
            return Err(gone(&client.id));
        }
        let old = if rotate.overlap.is_zero() {
            "The old secret is dead.".to_owned()
        } else {
            format!("The old secret works until {}.", desk.time(until))
        };
        Ok(format!(
            "Client id:      {}\nClient secret:  {}\nThis is the only time that the secret is shown; the portal keeps its hash. {old}\n",
            client.id,
            secret.expose().as_str()
        ))
    })
    .await
}
