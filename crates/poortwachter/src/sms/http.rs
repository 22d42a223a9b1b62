//! Sending over HTTP, by the templates of the settings.
//!
//! No redirect is followed and no proxy is asked: the code goes where the settings say. Of the answer at most 16 KiB are read.

use std::time::Duration;

use reqwest::{Client, Response, redirect};

use super::message::{Answer, Boxed, SmsMessage, SmsSender};
use super::plan::HttpPlan;
use super::template::Fillings;
use super::tls;

/// The most of an answer that is read.
const MOST: usize = 16 * 1024;

/// A gateway that is spoken to over HTTP.
pub struct HttpSender {
    plan: HttpPlan,
    client: Client,
}

impl HttpSender {
    /// Makes the client; the error says what is wrong with the certificate file.
    #[expect(clippy::disallowed_methods, reason = "one of the senders through which HTTP leaves")]
    pub fn new(plan: HttpPlan) -> Result<Self, String> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls::config(plan.ca_file.as_deref())?)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(plan.timeout)
            .connect_timeout(plan.timeout)
            .pool_idle_timeout(Duration::from_secs(30))
            .user_agent("Poortwachter")
            .build()
            .map_err(|error| error.without_url().to_string())?;
        Ok(Self { plan, client })
    }

    async fn ask(&self, message: &SmsMessage) -> Answer {
        let plan = &self.plan;
        let fillings = Fillings {
            number: &message.number,
            text: &message.text,
            sender: &plan.sender,
            secret: plan.secret.expose(),
        };
        let mut request = self.client.request(plan.method.clone(), plan.url.fill(&fillings).as_str());
        if let Some((body, content_type)) = &plan.body {
            request = request.header(http::header::CONTENT_TYPE, *content_type).body(body.fill(&fillings).to_string());
        }
        for (name, value) in &plan.headers {
            request = request.header(name, value.clone());
        }
        let heard = match request.send().await {
            Ok(response) => (response.status().as_u16(), read(response).await),
            Err(error) => return self.no_answer(&error),
        };
        match heard {
            (status, Ok(body)) => plan.acceptance.judge(status, &body, message),
            (_, Err(error)) => self.no_answer(&error),
        }
    }

    /// What happened, without the address, which may hold number and text.
    fn no_answer(&self, error: &reqwest::Error) -> Answer {
        let reason = if error.is_timeout() {
            format!("nothing within {} s", self.plan.timeout.as_secs())
        } else if error.is_connect() {
            format!("{}:{} cannot be reached", self.plan.host, self.plan.port)
        } else {
            "the connection broke".to_owned()
        };
        Answer::NoAnswer { reason }
    }
}

/// The body as far as it is read.
async fn read(mut response: Response) -> Result<String, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = MOST - body.len();
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if body.len() == MOST {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

impl SmsSender for HttpSender {
    fn send<'a>(&'a self, message: &'a SmsMessage) -> Boxed<'a, Answer> {
        Box::pin(self.ask(message))
    }
}
