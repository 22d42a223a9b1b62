//! `sms test`: one message through the gateways of the settings, and what each of them answered.

use std::sync::Arc;
use std::time::Duration;

use journey::SmsKind;
use store::Delivery;
use tokio::sync::mpsc;
use web::outbox::{host_of, sms_text};
use zeroize::Zeroizing;

use super::output::{columns, plain, print};
use crate::cli::SmsTest;
use crate::complaint::{Complaint, Complaints};
use crate::settings::Settings;
use crate::settings::sms::GatewayKind;
use crate::sms::{Answer, Receipt, ReceiptState, Route, SmsMessage, Tried, build};
use crate::{environment, wiring};

/// How long a receipt is waited for.
const RECEIPT_WITHIN: Duration = Duration::from_secs(15);
/// A code that nobody was asked for.
const CODE: &str = "000000";

/// Sends the message and prints the answers.
pub fn run(wanted: &SmsTest) -> Result<(), Complaints> {
    let settings = Settings::load(&wanted.file.config, &environment::variables())?;
    if settings.sms.gateways.is_empty() {
        let advice = "write one; examples/sms shows some";
        return Err(Complaint::new("no gateway", advice).in_file(&wanted.file.config).about("sms.gateways").into());
    }
    let message = message(&settings, &wanted.number)?;
    super::block_on(send(&settings, &message, wanted.all))
}

/// The text of a real login, so that what is tried is what people will get.
fn message(settings: &Settings, number: &str) -> Result<SmsMessage, Complaint> {
    let brand = Arc::new(wiring::brand(settings)?);
    wiring::sms_words(Arc::clone(&brand), settings)?;
    let host = host_of(settings.server.public_url()?.as_str());
    let text = sms_text(SmsKind::LoginCode, CODE, settings.locale.default, &brand, host)
        .map_err(|fault| Complaint::new(fault.text, "look at brand.product"))?;
    Ok(SmsMessage { number: Zeroizing::new(number.to_owned()), text: Zeroizing::new(text) })
}

async fn send(settings: &Settings, message: &SmsMessage, all: bool) -> Result<(), Complaints> {
    let (route, mut receipts) = build::route(&settings.sms)?;
    let tried = if all { every(&route, message).await } else { route.send(message).await.1 };
    let mut rows: Vec<Vec<String>> =
        tried.iter().map(|one| vec![one.gateway.clone(), plain(&one.answer.to_string())]).collect();
    for gateway in route.gateways().iter().skip(tried.len()) {
        rows.push(vec![
            gateway.name().to_owned(),
            "not asked, because another one took it (--all asks every one)".into(),
        ]);
    }
    print(&columns(&rows))?;
    report(settings, &tried, &mut receipts).await?;
    route.close().await;
    let taken = tried.iter().any(|one| matches!(one.answer, Answer::Accepted { .. }));
    if taken {
        return Ok(());
    }
    let advice = "look at what each gateway answered above, and at `poortwachter check`";
    Err(Complaint::new("no gateway that took the message", advice).about("sms.gateways").into())
}

async fn every(route: &Route, message: &SmsMessage) -> Vec<Tried> {
    let mut tried = Vec::new();
    for gateway in route.gateways() {
        tried.push(Tried { gateway: gateway.name().to_owned(), answer: gateway.send(message).await });
    }
    tried
}

/// Prints the receipts of those that give one, as they come.
async fn report(settings: &Settings, tried: &[Tried], receipts: &mut mpsc::Receiver<Receipt>) -> Result<(), Complaint> {
    let mut awaited = awaited(settings, tried);
    let end = tokio::time::Instant::now() + RECEIPT_WITHIN;
    while !awaited.is_empty() {
        let Ok(Some(receipt)) = tokio::time::timeout_at(end, receipts.recv()).await else { break };
        let Some(place) =
            awaited.iter().position(|(gateway, id)| (gateway, id) == (&receipt.gateway, &receipt.message_id))
        else {
            continue;
        };
        let words = match receipt.state {
            ReceiptState::Final(Delivery::Delivered) => "receipt: delivered",
            ReceiptState::Final(Delivery::Undelivered) => "receipt: could not be delivered",
            ReceiptState::Underway => "receipt: under way",
        };
        print(&columns(&[vec![receipt.gateway.clone(), words.to_owned()]]))?;
        if receipt.state != ReceiptState::Underway {
            awaited.remove(place);
        }
    }
    let missing: Vec<Vec<String>> = awaited
        .into_iter()
        .map(|(gateway, _)| vec![gateway, format!("no receipt within {} s", RECEIPT_WITHIN.as_secs())])
        .collect();
    print(&columns(&missing))
}

/// Gateway and id of each message for which a receipt can come.
fn awaited(settings: &Settings, tried: &[Tried]) -> Vec<(String, String)> {
    let over_smpp = |name: &str| {
        settings.sms.gateways.iter().any(|gateway| gateway.name == name && gateway.kind == GatewayKind::Smpp)
    };
    let with_id = |one: &Tried| match &one.answer {
        Answer::Accepted { message_id: Some(id) } if over_smpp(&one.gateway) => Some((one.gateway.clone(), id.clone())),
        _ => None,
    };
    tried.iter().filter_map(with_id).collect()
}
