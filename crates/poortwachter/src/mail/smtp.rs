//! Sending over SMTP (RFC 5321): a few connections that are kept for the next mail, and each step with what it means.
//!
//! The steps are taken one by one rather than by the library's own transport, because everything hangs on where a conversation broke off: before the text
//! nothing was taken, after it nobody knows. Begin reading at [`SmtpSender::send`].

mod connect;
mod until_tls;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Severity;
use tokio::time::{Instant, timeout, timeout_at};

use super::answer::{Answer, Why};
use super::letterhead::Mail;
use super::reply::{self, Step};
use crate::settings::mail::Security;
use crate::settings::sms::Hidden;

/// How long a connection is kept without a mail; servers hang up after one to five minutes.
const KEEP: Duration = Duration::from_secs(30);
/// How long a goodbye may take.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);
/// How many times the time-out the answer to the text may take. RFC 5321 section 4.5.3.2.6 advises ten minutes, so that a slow server does not get the mail
/// twice; the row's lease of two minutes allows less.
const FOR_THE_TEXT: u32 = 3;

/// Whom to log in as.
#[derive(Clone, Debug)]
pub struct Login {
    /// The name.
    pub username: String,
    /// The password.
    pub password: Hidden,
}

/// All that a sender needs.
#[derive(Clone, Debug)]
pub struct SmtpPlan {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub security: Security,
    /// Whom to log in as, if at all.
    pub login: Option<Login>,
    /// The only authority to believe.
    pub ca_file: Option<PathBuf>,
    /// How long everything up to the text may take.
    pub timeout: Duration,
    /// How we introduce ourselves.
    pub hello: String,
    /// How many connections are kept.
    pub keep: usize,
}

/// A mail server that mails are handed to.
pub struct SmtpSender {
    plan: SmtpPlan,
    hello: ClientId,
    tls: Option<TlsParameters>,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl fmt::Debug for SmtpSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSender").field("plan", &self.plan).finish_non_exhaustive()
    }
}

impl SmtpSender {
    /// A sender that connects at the first mail. The error says what is wrong with the certificate file.
    pub fn new(plan: SmtpPlan) -> Result<Self, String> {
        let tls = match plan.security {
            Security::None => None,
            Security::Starttls | Security::Tls => Some(connect::tls(&plan.host, plan.ca_file.as_deref())?),
        };
        let hello = ClientId::Domain(plan.hello.clone());
        Ok(Self { plan, hello, tls, idle: Mutex::new(Vec::new()) })
    }

    /// The server, for people.
    pub fn name(&self) -> String {
        format!("{}:{}", self.plan.host, self.plan.port)
    }

    /// One try. It takes at most four times the time-out.
    pub async fn send(&self, mail: &Mail) -> Answer {
        let mut connection = match timeout(self.plan.timeout, self.begin(mail)).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(answer)) => return answer,
            Err(_) => return Answer::NotNow(Self::nothing_within("before the text", self.plan.timeout)),
        };
        let within = self.plan.timeout * FOR_THE_TEXT;
        match timeout(within, connection.message(&mail.text)).await {
            Ok(Ok(response)) if response.code().severity == Severity::PositiveCompletion => {
                let said = super::one_line(&format!(
                    "{} {}",
                    response.code(),
                    response.message().collect::<Vec<_>>().join(" ")
                ));
                self.keep(connection);
                Answer::Accepted { said }
            }
            Ok(Ok(_)) => Answer::Unanswered(reply::words("the text", "an answer that SMTP does not have here")),
            Ok(Err(error)) => {
                goodbye(connection).await;
                reply::answer(Step::Text, &error)
            }
            Err(_) => Answer::Unanswered(Self::nothing_within("the text", within)),
        }
    }

    /// Connects and logs in as for a mail, and sends none; how the way there is, or why there is none.
    pub async fn probe(&self) -> Result<String, Why> {
        let connection = timeout(self.plan.timeout, self.connect())
            .await
            .map_err(|_| Self::nothing_within("connecting", self.plan.timeout))??;
        goodbye(connection).await;
        let way = match self.plan.security {
            Security::Starttls => "its certificate is good (STARTTLS)",
            Security::Tls => "its certificate is good (TLS)",
            Security::None => "without TLS",
        };
        let login = if self.plan.login.is_some() { "and it knows our name and password" } else { "without a login" };
        Ok(format!("{} takes connections, {way}, {login}", self.name()))
    }

    /// Says goodbye on every connection that is kept.
    pub async fn close(&self) {
        let idle = std::mem::take(&mut *self.lock());
        for (connection, _) in idle {
            goodbye(connection).await;
        }
    }

    /// Everything up to the text.
    async fn begin(&self, mail: &Mail) -> Result<AsyncSmtpConnection, Answer> {
        let mut connection = match self.kept().await {
            Some(connection) => connection,
            None => self.connect().await.map_err(Answer::NotNow)?,
        };
        match announce(&mut connection, mail).await {
            Ok(()) => Ok(connection),
            Err(answer) => {
                goodbye(connection).await;
                Err(answer)
            }
        }
    }

    /// A connection that is still good.
    async fn kept(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (mut connection, since) = self.lock().pop()?;
            let fresh = since.elapsed() < KEEP;
            if fresh && timeout(GOODBYE_WITHIN, connection.test_connected()).await.unwrap_or(false) {
                return Some(connection);
            }
        }
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.lock();
        if idle.len() < self.plan.keep {
            idle.push((connection, Instant::now()));
        }
    }

    fn nothing_within(step: &str, within: Duration) -> Why {
        reply::words(step, &format!("nothing within {} s", within.as_secs()))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(AsyncSmtpConnection, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names sender and recipient, and asks to send the text.
async fn announce(connection: &mut AsyncSmtpConnection, mail: &Mail) -> Result<(), Answer> {
    let mut parameters = Vec::new();
    if !mail.to.is_ascii() || !mail.from.is_ascii() {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let why = reply::words("RCPT TO", "the address needs SMTPUTF8 (RFC 6531), which the server does not know");
            return Err(Answer::Refused(why));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let failed = |step| move |error: Error| reply::answer(step, &error);
    connection.command(MailFrom::new(Some(mail.from.inner().clone()), parameters)).await.map_err(failed(Step::From))?;
    connection.command(Rcpt::new(mail.to.inner().clone(), Vec::new())).await.map_err(failed(Step::Recipient))?;
    let response = connection.command(Data).await.map_err(failed(Step::Data))?;
    if response.has_code(354) {
        Ok(())
    } else {
        Err(Answer::NotNow(reply::words("DATA", "an answer that SMTP does not have here")))
    }
}

async fn goodbye(mut connection: AsyncSmtpConnection) {
    let _ = timeout_at(Instant::now() + GOODBYE_WITHIN, connection.abort()).await;
}
