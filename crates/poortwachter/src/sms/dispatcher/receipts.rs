//! What gateways report later, written down as it comes.

use std::sync::Arc;
use std::time::Duration;

use store::{Delivery, Store};
use tokio::sync::mpsc;
use web::Clock;

use super::super::receipt::{Receipt, ReceiptState};

/// How often a report is tried to be written before it is let go; it is worth less than the memory of many.
const TRIES: u32 = 20;
const AGAIN: Duration = Duration::from_millis(250);

/// Writes down reports for as long as somebody can send some.
pub(super) async fn hear(store: Store, clock: Arc<dyn Clock>, mut receipts: mpsc::Receiver<Receipt>) {
    while let Some(receipt) = receipts.recv().await {
        let ReceiptState::Final(delivery) = receipt.state else { continue };
        if delivery == Delivery::Undelivered {
            tracing::warn!(gateway = receipt.gateway, "an SMS was accepted and could not be delivered");
        }
        for _ in 0..TRIES {
            let now = clock.now();
            match store.record_receipt(&receipt.gateway, &receipt.message_id, delivery, now).await {
                Ok(()) => break,
                Err(error) => tracing::warn!(%error, "a receipt cannot be written down yet"),
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
}
