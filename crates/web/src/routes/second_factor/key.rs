//! S2: the answer of a security key or a passkey.

use axum::response::Response;
use credentials::security_key::{KeyRefusal, KeyRole};
use journey::{Burn, FactorKind, Refusal, Wrong};

use super::asked;
use super::verdict::{self, Proven};
use crate::ctx::Ctx;
use crate::flow::{Loaded, Stop};
use crate::http::fields::Fields;

pub(super) async fn try_answer(ctx: &Ctx, loaded: Loaded, role: KeyRole, fields: &Fields) -> Result<Response, Stop> {
    let answer = fields.some("answer").ok_or(Stop::Refused("answer", Refusal::no_script(role)))?;
    // A challenge is used up by any answer (requirement WA-02): a second one has nothing to answer.
    let expired = || Stop::Refused("answer", Refusal::of_key(role, KeyRefusal::Expired));
    let challenge = asked(&loaded)?.challenge(role).cloned().ok_or_else(expired)?;
    let held = ctx.app.store.load_keys(loaded.facts.account).await?;
    let reserved = verdict::reserve(ctx, &loaded).await.map_err(at_answer)?;
    let (party, keyring) = (&ctx.app.relying_party, &ctx.app.keyring);
    match party.verify_key(&challenge, &held, answer, keyring, loaded.journey.id, ctx.now) {
        Ok(accepted) => {
            let burn = Burn::from(&accepted);
            let proven = Proven { witness: accepted.witness, burn };
            verdict::right(ctx, loaded, proven, reserved, (FactorKind::from(role), Wrong::KeyCounter)).await
        }
        Err(KeyRefusal::Sealed(error)) => Err(error.into()),
        Err(refusal) => {
            let how = match refusal {
                KeyRefusal::CounterNotGreater { .. } => Wrong::KeyCounter,
                _ => Wrong::NotRight,
            };
            verdict::wrong(ctx, loaded, (FactorKind::from(role), how), reserved, Refusal::of_key(role, refusal)).await
        }
    }
}

fn at_answer(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(_, refusal) => Stop::Refused("answer", refusal),
        other => other,
    }
}
