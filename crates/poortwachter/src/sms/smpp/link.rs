//! The connection of an SMPP gateway: bound, watched, and made again when it is lost.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use rusmpp::pdus::{BindTransceiver, DeliverSm, DeliverSmResp};
use rusmpp::types::COctetString;
use rusmpp::values::InterfaceVersion;
use rusmpp::{Command, CommandStatus, Pdu};
use rusmppc::{Client, ConnectionBuilder, Event};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsConnector;

use super::super::plan::SmppPlan;
use super::super::receipt::{self, Receipt};
use super::words;

/// How long is waited after the first loss, and at most.
const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(30);
/// How long the gateway may take to answer our goodbye.
pub(super) const GOODBYE_WITHIN: Duration = Duration::from_secs(1);
/// More than any message of ours and any receipt.
const MOST_OCTETS: usize = 4096;

/// How the connection stands.
#[derive(Clone, Debug)]
pub(super) enum Link {
    /// The first attempt is not over.
    Connecting,
    /// Ready to send.
    Bound(Client),
    /// Not there, for this reason; it is tried again.
    Down(String),
}

/// Keeps the connection.
pub(super) struct Keeper {
    pub(super) name: String,
    pub(super) plan: Arc<SmppPlan>,
    pub(super) tls: Option<Arc<ClientConfig>>,
    pub(super) receipts: mpsc::Sender<Receipt>,
    pub(super) publish: watch::Sender<Link>,
    pub(super) stopped: watch::Receiver<bool>,
}

impl Keeper {
    /// Connects, attends, and comes back, until it is stopped.
    pub(super) async fn keep(mut self) {
        let mut rest = FIRST_REST;
        loop {
            let within = self.plan.timeout;
            let lost = match tokio::time::timeout(within, self.connect()).await {
                Ok(Ok((client, events))) => {
                    rest = FIRST_REST;
                    tracing::info!(gateway = self.name, "bound to an SMS gateway");
                    self.publish.send_replace(Link::Bound(client.clone()));
                    self.attend(&client, events).await
                }
                Ok(Err(reason)) => reason,
                Err(_) => format!("no bind within {} s", within.as_secs()),
            };
            if *self.stopped.borrow() {
                return;
            }
            tracing::warn!(gateway = self.name, reason = lost, "an SMS gateway is not connected; it is tried again");
            self.publish.send_replace(Link::Down(lost));
            tokio::select! {
                () = tokio::time::sleep(rest) => {}
                _ = self.stopped.changed() => return,
            }
            rest = (rest * 2).min(LONGEST_REST);
        }
    }

    async fn connect(&self) -> Result<(Client, BoxStream<'static, Event>), String> {
        let plan = &self.plan;
        let unreachable = |error: std::io::Error| format!("{}:{}: {}", plan.host, plan.port, error.kind());
        let stream = TcpStream::connect((plan.host.as_str(), plan.port)).await.map_err(unreachable)?;
        // Small messages that wait for each other's acknowledgement would take 40 ms each.
        let _ = stream.set_nodelay(true);
        let builder = ConnectionBuilder::new()
            .max_command_length(MOST_OCTETS)
            .enquire_link_interval(plan.enquire_link)
            .enquire_link_response_timeout(plan.timeout)
            .response_timeout(plan.timeout)
            // The library thinks in SMPP 5.0 and speaks 3.4 when it is told to.
            .disable_interface_version_check();
        let (client, events) = match &self.tls {
            None => {
                let (client, events) = builder.connected(stream);
                (client, events.boxed())
            }
            Some(config) => {
                let name = ServerName::try_from(plan.host.clone()).map_err(|_| "a host that no certificate names")?;
                let connector = TlsConnector::from(Arc::clone(config));
                let stream = connector.connect(name, stream).await.map_err(|error| format!("TLS failed: {error}"))?;
                let (client, events) = builder.connected(stream);
                (client, events.boxed())
            }
        };
        client.bind_transceiver(self.bind()?).await.map_err(|error| words::of_error(&error))?;
        Ok((client, events))
    }

    fn bind(&self) -> Result<BindTransceiver, String> {
        let plan = &self.plan;
        let unfit = |_| "a name or password that does not fit SMPP".to_owned();
        Ok(BindTransceiver::builder()
            .system_id(plan.system_id.parse().map_err(unfit)?)
            .password(plan.password.expose().parse().map_err(unfit)?)
            .system_type(plan.system_type.parse().map_err(unfit)?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .address_range(COctetString::empty())
            .build())
    }

    /// Answers what the gateway says, until the connection is lost; says why.
    async fn attend(&mut self, client: &Client, mut events: BoxStream<'static, Event>) -> String {
        loop {
            tokio::select! {
                _ = self.stopped.changed() => {
                    let _ = tokio::time::timeout(GOODBYE_WITHIN, client.unbind()).await;
                    let _ = tokio::time::timeout(GOODBYE_WITHIN, client.close()).await;
                    return "stopped".to_owned();
                }
                event = events.next() => match event {
                    None => return "the gateway closed the connection".to_owned(),
                    Some(Event::Error(error)) => return words::of_error(&error),
                    Some(Event::Incoming(command)) => {
                        if let Some(end) = self.hear(client, &command).await {
                            return end;
                        }
                    }
                },
            }
        }
    }

    /// One message of the gateway; an answer when it ends the connection.
    async fn hear(&self, client: &Client, command: &Command) -> Option<String> {
        let number = command.sequence_number();
        match command.pdu() {
            Some(Pdu::DeliverSm(message)) => {
                let status = self.take(message);
                let _ = client.status(status).deliver_sm_resp(number, DeliverSmResp::default()).await;
                None
            }
            Some(Pdu::Unbind) => {
                let _ = client.unbind_resp(number).await;
                let _ = tokio::time::timeout(GOODBYE_WITHIN, client.close()).await;
                Some("the gateway said goodbye".to_owned())
            }
            // An answer that came too late, or something that nobody asked for.
            _ => None,
        }
    }

    /// A receipt is handed on; when there is no room for it, the gateway is asked to bring it again (section 5.1.3).
    fn take(&self, message: &DeliverSm) -> CommandStatus {
        let Some((id, state)) = receipt::read(message) else { return CommandStatus::EsmeRok };
        let message_id = if self.plan.receipts_in_decimals { receipt::one_form(&id, 10) } else { id };
        match self.receipts.try_send(Receipt { gateway: self.name.clone(), message_id, state }) {
            Ok(()) => CommandStatus::EsmeRok,
            Err(_) => CommandStatus::EsmeRxTAppn,
        }
    }
}
