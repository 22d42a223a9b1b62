//! From the settings to a route.

use std::time::Duration;

use tokio::sync::mpsc;

use super::breaker::BreakerLimits;
use super::http::HttpSender;
use super::message::SmsSender;
use super::plan::{Flaw, Plan, PlanKind, plan};
use super::receipt::Receipt;
use super::route::{Gateway, Route};
use super::smpp::SmppSender;
use crate::complaint::Complaint;
use crate::settings::Sms;

/// Receipts that may wait to be written down; more are asked for again.
const RECEIPTS: usize = 1_000;

/// The route of these settings, and where its receipts come out. Needs a running tokio.
pub fn route(sms: &Sms) -> Result<(Route, mpsc::Receiver<Receipt>), Complaint> {
    let (put, receipts) = mpsc::channel(RECEIPTS);
    let limits =
        BreakerLimits { failures: sms.breaker_failures, rest: Duration::from_secs(sms.breaker_seconds.into()) };
    let mut gateways = Vec::new();
    for (index, row) in sms.gateways.iter().enumerate() {
        let plan = plan(row, &sms.sender).map_err(|flaw| complaint(index, flaw))?;
        let name = plan.name.clone();
        let sender = sender(plan, put.clone()).map_err(|found| {
            Complaint::new(found, "name a file with PEM certificates")
                .about(format!("sms.gateways[{}].ca_file", index + 1))
        })?;
        gateways.push(Gateway::new(&name, sender, limits));
    }
    Ok((Route::new(gateways), receipts))
}

fn sender(plan: Plan, receipts: mpsc::Sender<Receipt>) -> Result<Box<dyn SmsSender>, String> {
    Ok(match plan.kind {
        PlanKind::Http(http) => Box::new(HttpSender::new(*http)?),
        PlanKind::Smpp(smpp) => Box::new(SmppSender::start(&plan.name, smpp, receipts)?),
    })
}

fn complaint(index: usize, flaw: Flaw) -> Complaint {
    Complaint::new(flaw.found, flaw.advice).about(format!("sms.gateways[{}].{}", index + 1, flaw.key))
}
