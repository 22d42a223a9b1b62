//! Answers the requests for new passwords and usernames: in the background, so that no page tells who has an account (requirement FP-01).
//!
//! The binary calls [`answer_all`] every few seconds, a test when it wants the mails.

use credentials::token::SecretToken;
use journey::Origin;
use store::{Actor, Answered, Context, LinkOffer, StoreError, WaitingRequest};
use zeroize::Zeroizing;

use crate::app::App;
use crate::flow::query_to;

/// How many requests are read at once.
const SOME: u32 = 50;

/// Answers every request that waits; how many were answered. One that cannot be answered stands in nobody's way: it waits until its time is over.
pub async fn answer_all(app: &App) -> Result<u64, StoreError> {
    let (mut last, mut answered) = (None, 0);
    loop {
        let some = app.store.waiting_requests(last.as_ref(), SOME, app.clock.now()).await?;
        for request in &some {
            match answer(app, request).await {
                Ok(Answered::Gone) => {}
                Ok(Answered::Mailed(_) | Answered::Nothing(_)) => answered += 1,
                Err(error) => {
                    tracing::warn!(request = %request.id, %error, "a request for a mail cannot be answered yet");
                }
            }
        }
        match some.into_iter().next_back() {
            Some(newest) => last = Some(newest),
            None => return Ok(answered),
        }
    }
}

async fn answer(app: &App, request: &WaitingRequest) -> Result<Answered, StoreError> {
    let token = SecretToken::generate(&*app.rng);
    let offer = LinkOffer { token: token.hash(), address: address(app, &token, request.target.as_deref()) };
    let origin = Origin::new(request.address.clone(), None);
    let context = Context { origin, ..Context::new(app.clock.now(), Actor::System) };
    app.store.answer_request(request.id, &offer, &context).await
}

/// The link, under the address of the settings and never under one that a request named (requirement FP-05).
fn address(app: &App, token: &SecretToken, target: Option<&str>) -> Zeroizing<String> {
    let to = query_to(&app.settings.target(target)).replacen('?', "&", 1);
    Zeroizing::new(app.settings.public_url.join(&format!("/forgot/link?token={}{to}", token.expose().as_str())))
}
