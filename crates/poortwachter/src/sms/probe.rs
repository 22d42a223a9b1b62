//! Whether a gateway can be reached, without sending anything: for `check`.

use std::sync::Arc;

use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::TlsConnector;

use super::message::SmsSender as _;
use super::plan::{HttpPlan, Plan, PlanKind};
use super::smpp::SmppSender;
use super::tls;

/// Binds over SMPP, or connects for HTTP (with TLS as far as the certificate); what was found, or what is wrong.
pub async fn probe(plan: Plan) -> Result<String, String> {
    match plan.kind {
        PlanKind::Smpp(smpp) => {
            let where_to = format!("{}:{}", smpp.host, smpp.port);
            let (receipts, _none) = mpsc::channel(1);
            let sender = SmppSender::start(&plan.name, smpp, receipts)?;
            let bound = sender.bound().await.map(|_| format!("bound to {where_to} over SMPP"));
            sender.close().await;
            bound
        }
        PlanKind::Http(http) => {
            let within = http.timeout;
            let looked = tokio::time::timeout(within, connect(&http)).await;
            looked
                .unwrap_or_else(|_| Err(format!("{}:{}: nothing within {} s", http.host, http.port, within.as_secs())))
        }
    }
}

async fn connect(plan: &HttpPlan) -> Result<String, String> {
    let where_to = format!("{}:{}", plan.host, plan.port);
    let failed = |error: std::io::Error| format!("{where_to}: {}", error.kind());
    let stream = TcpStream::connect((plan.host.as_str(), plan.port)).await.map_err(failed)?;
    if !plan.tls {
        return Ok(format!("{where_to} takes connections (without TLS)"));
    }
    let name =
        ServerName::try_from(plan.host.clone()).map_err(|_| format!("{where_to}: no certificate can name it"))?;
    let connector = TlsConnector::from(Arc::new(tls::config(plan.ca_file.as_deref())?));
    connector.connect(name, stream).await.map_err(|error| format!("{where_to}: TLS failed ({error})"))?;
    Ok(format!("{where_to} takes connections, and its certificate is good"))
}
