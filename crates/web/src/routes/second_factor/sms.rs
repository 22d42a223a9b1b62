//! S2: the code that went out by SMS.

use axum::response::Response;
use credentials::sms::{SentSms, SmsCode, SmsRefusal, verify_sms};
use credentials::witness::FactorVerified;
use journey::{Burn, FactorKind, Refusal, Wrong};

use super::asked;
use super::verdict::{self, Proven};
use crate::ctx::Ctx;
use crate::flow::{Loaded, Stop};
use crate::http::fields::Fields;

pub(super) async fn try_code(ctx: &Ctx, loaded: Loaded, fields: &Fields) -> Result<Response, Stop> {
    let code = SmsCode::parse(fields.get("code")).map_err(|typo| Stop::Refused("code", Refusal::SmsTypo(typo)))?;
    // Without a code that went out there is nothing to guess, and so nothing to count.
    let sent = asked(&loaded)?.sms.ok_or(Stop::Refused("code", Refusal::SmsNotSent))?;
    let reserved = verdict::reserve(ctx, &loaded).await?;
    match check(ctx, &loaded, &sent, code).await? {
        Ok(witness) => {
            let proven = Proven { witness, burn: Burn::SmsCode };
            verdict::right(ctx, loaded, proven, reserved, (FactorKind::Sms, Wrong::NotRight)).await
        }
        Err(refusal) => verdict::wrong(ctx, loaded, (FactorKind::Sms, Wrong::NotRight), reserved, refusal).await,
    }
}

async fn check(
    ctx: &Ctx,
    loaded: &Loaded,
    sent: &SentSms,
    code: SmsCode,
) -> Result<Result<FactorVerified, Refusal>, Stop> {
    let rows = ctx.app.store.load_phones(loaded.facts.account).await?;
    let Some(row) = rows.iter().find(|row| row.factor == sent.factor()) else { return Ok(Err(Refusal::SmsWrong)) };
    match verify_sms(row, sent, code, &ctx.app.keyring, loaded.journey.id, ctx.now) {
        Ok(witness) => Ok(Ok(witness)),
        Err(SmsRefusal::Wrong) => Ok(Err(Refusal::SmsWrong)),
        Err(SmsRefusal::Expired) => Ok(Err(Refusal::SmsExpired)),
        Err(SmsRefusal::Sealed(error)) => Err(error.into()),
    }
}
