//! S2: the code of the authenticator app.

use axum::response::Response;
use credentials::totp::{TotpAccepted, TotpCode, TotpRefusal, verify_totp};
use journey::{Burn, FactorKind, Refusal, Wrong};

use super::verdict::{self, Proven};
use crate::ctx::Ctx;
use crate::flow::{Loaded, Stop};
use crate::http::fields::Fields;

pub(super) async fn try_code(ctx: &Ctx, loaded: Loaded, fields: &Fields) -> Result<Response, Stop> {
    let code = TotpCode::parse(fields.get("code")).map_err(|typo| Stop::Refused("code", Refusal::FactorTypo(typo)))?;
    let reserved = verdict::reserve(ctx, &loaded).await?;
    match check(ctx, &loaded, code).await? {
        Ok(accepted) => {
            let proven = Proven { witness: accepted.witness, burn: Burn::TotpStep(accepted.step) };
            verdict::right(ctx, loaded, proven, reserved, (FactorKind::Totp, Wrong::Replayed)).await
        }
        // A used code and a wrong one share a sentence (requirement TO-06).
        Err(TotpRefusal::Replayed) => {
            verdict::wrong(ctx, loaded, (FactorKind::Totp, Wrong::Replayed), reserved, Refusal::FactorWrong).await
        }
        Err(TotpRefusal::Expired) => {
            verdict::wrong(ctx, loaded, (FactorKind::Totp, Wrong::NotRight), reserved, Refusal::FactorExpired).await
        }
        Err(_) => {
            verdict::wrong(ctx, loaded, (FactorKind::Totp, Wrong::NotRight), reserved, Refusal::FactorWrong).await
        }
    }
}

/// The code against every app of the account; an old code gets its own sentence.
async fn check(ctx: &Ctx, loaded: &Loaded, code: TotpCode) -> Result<Result<TotpAccepted, TotpRefusal>, Stop> {
    let mut refusal = TotpRefusal::Wrong;
    for row in ctx.app.store.load_totp(loaded.facts.account).await? {
        match verify_totp(&row, &code, &ctx.app.keyring, loaded.journey.id, ctx.now) {
            Ok(accepted) => return Ok(Ok(accepted)),
            Err(TotpRefusal::Sealed(error)) => return Err(error.into()),
            Err(TotpRefusal::Wrong) => {}
            Err(other) => refusal = other,
        }
    }
    Ok(Err(refusal))
}
