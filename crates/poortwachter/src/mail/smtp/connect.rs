//! Opening a connection: TLS as the settings want it, and the login.

use std::path::Path;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use tokio::net::TcpStream;

use super::super::answer::Why;
use super::super::reply::{self, Step};
use super::SmtpSender;
use super::until_tls::UntilTls;
use crate::settings::mail::Security;

/// Whom to trust, and under which name the server must show its certificate.
pub(super) fn tls(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(host.to_owned());
    // Whoever names an authority wants that one, and not every other one as well.
    if let Some(file) = ca_file {
        let unreadable = |error: String| format!("{} cannot be read ({error})", file.display());
        let text = std::fs::read(file).map_err(|error| unreadable(error.to_string()))?;
        if !text.windows(BEGIN.len()).any(|window| window == BEGIN) {
            return Err(format!("{} holds no certificate", file.display()));
        }
        let certificate = Certificate::from_pem(&text).map_err(|error| unreadable(error.to_string()))?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(|error| error.to_string())
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

impl SmtpSender {
    /// A connection on which a mail can be begun.
    pub(super) async fn connect(&self) -> Result<AsyncSmtpConnection, Why> {
        let mut connection = self.open().await?;
        if let Some(login) = &self.plan.login {
            let credentials = Credentials::new(login.username.clone(), login.password.expose().to_owned());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            if let Err(error) = connection.auth(&mechanisms, &credentials).await {
                super::goodbye(connection).await;
                return Err(reply::why(Step::Login, &error));
            }
        }
        Ok(connection)
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Why> {
        let place = (self.plan.host.as_str(), self.plan.port);
        let failed = |error| reply::why(Step::Connect, &error);
        match (self.plan.security, &self.tls) {
            (Security::Tls, Some(tls)) => {
                let tls = Some(tls.clone());
                AsyncSmtpConnection::connect_tokio1(place, None, &self.hello, tls, None).await.map_err(failed)
            }
            (Security::Starttls, Some(tls)) => {
                let stream = Box::new(UntilTls::new(self.stream().await?));
                let mut connection =
                    AsyncSmtpConnection::connect_with_transport(stream, &self.hello).await.map_err(failed)?;
                // Without TLS nothing is said: neither our password nor a link.
                let secured = connection.starttls(tls.clone(), &self.hello).await;
                secured.map_err(|error| reply::why(Step::StartTls, &error))?;
                Ok(connection)
            }
            _ => {
                let stream = Box::new(self.stream().await?);
                AsyncSmtpConnection::connect_with_transport(stream, &self.hello).await.map_err(failed)
            }
        }
    }

    async fn stream(&self) -> Result<TcpStream, Why> {
        let connected = TcpStream::connect((self.plan.host.as_str(), self.plan.port)).await;
        connected.map_err(|error| reply::words("connecting", &error.to_string()))
    }
}
