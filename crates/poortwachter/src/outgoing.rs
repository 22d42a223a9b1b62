//! Calls that the portal makes because somebody registered an address: the guard of OP-20 at the moment of the connection.
//!
//! The rules are [`oidc::outgoing`]. Here they are held against what is really called: an address that is written in the URL before the
//! request, and what a name leads to while it is resolved, so that a name that leads somewhere else by now gains nothing. No redirect is
//! followed, no proxy is asked, and a call ends after five seconds.

mod guard;
mod names;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use oidc::outgoing::OutgoingFault;
use reqwest::{Client, redirect};

use crate::sms::tls;
pub use guard::Guard;
use names::Resolver;
pub use names::{Found, Names, SystemNames};

/// How long a call may take, the connection included.
const WITHIN: Duration = Duration::from_secs(5);
/// How long a connection may take: a machine that drops packets costs no more.
const CONNECTED_WITHIN: Duration = Duration::from_secs(3);

/// Makes guarded calls.
pub struct Caller {
    client: Client,
    guard: Guard,
}

impl Caller {
    /// A caller for these networks; the error says why TLS cannot be set up.
    #[expect(clippy::disallowed_methods, reason = "one of the senders through which HTTP leaves")]
    pub fn new(guard: Guard, names: Arc<dyn Names>) -> Result<Self, String> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls::config(None)?)
            .dns_resolver(Resolver::new(guard.clone(), names))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(WITHIN)
            .connect_timeout(CONNECTED_WITHIN)
            .pool_max_idle_per_host(1)
            .user_agent("Poortwachter")
            .build()
            .map_err(|error| error.without_url().to_string())?;
        Ok(Self { client, guard })
    }

    /// Posts a form and answers the status; of the answer's body nothing is read. The error is short and holds no address.
    pub async fn post_form(&self, uri: &str, form: String) -> Result<u16, String> {
        self.guard.check_url(uri).map_err(|fault| format!("its address {fault}"))?;
        let request = self.client.post(uri).header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        match request.body(form).send().await {
            Ok(response) => Ok(response.status().as_u16()),
            Err(error) => Err(reason(&error)),
        }
    }
}

fn reason(error: &reqwest::Error) -> String {
    if let Some(fault) = refused(error) {
        format!("its address {fault}")
    } else if error.is_timeout() {
        format!("nothing within {} s", WITHIN.as_secs())
    } else if error.is_connect() {
        "it cannot be reached".to_owned()
    } else {
        "the connection broke".to_owned()
    }
}

/// Our own refusal, from below what the HTTP library wraps around it.
fn refused(error: &reqwest::Error) -> Option<OutgoingFault> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(fault) = error.downcast_ref::<OutgoingFault>() {
            return Some(*fault);
        }
        cause = error.source();
    }
    None
}
