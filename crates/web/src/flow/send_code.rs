//! Sending a code by SMS: counted first, then ordered with the step's own commit, then taken away by the courier.
//!
//! The page never waits for a gateway (requirement SM-10); what became of the message is told when the page is shown again.

use credentials::ids::FactorId;
use credentials::phone::PhoneNumber;
use credentials::sms::{SentSms, SmsCode};
use journey::audit::names;
use journey::sending::check_send;
use journey::throttle::{CounterKind, TryTaken};
use journey::{AuditEvent, Event, FactorKind, Journey, Refusal, SmsSeed, State};
use store::{SendRefused, SendRequest};

use super::commit::advance;
use super::counting::{Lanes, raised_to};
use super::load::Loaded;
use super::stop::Stop;
use crate::ctx::Ctx;
use crate::http::peer;

/// Sends a code to a number; a refusal at `field` when none may go out now.
pub async fn send_code(
    ctx: &Ctx,
    loaded: &Loaded,
    (factor, number): (FactorId, &PhoneNumber),
    field: &'static str,
) -> Result<Journey, Stop> {
    let refused = |refusal| Stop::Refused(field, refusal);
    check_send(&loaded.journey.state, ctx.now).map_err(refused)?;
    // A number that was enrolled before the settings left its country out gets no code either (requirement SM-06).
    if ctx.app.settings.phones.check(number).is_err() || !ctx.app.courier.can_send() {
        return Err(refused(Refusal::SmsAway));
    }
    let tried = reserve(ctx, loaded, number).await?.map_err(refused)?;
    let code = SmsCode::generate(&*ctx.app.rng);
    let sent = SentSms::new(code, factor, loaded.journey.id, &ctx.app.keyring, ctx.now);
    let seed = SmsSeed { sent, number: number.clone(), code };
    let next = advance(ctx, loaded, Event::SmsSent { seed, facts: loaded.facts.clone(), tried }).await?;
    ctx.app.courier.wake();
    Ok(next)
}

/// Sends a code to the enrolled number; where SMS is switched off nothing is counted and nothing sent.
pub async fn send_to_enrolled(ctx: &Ctx, loaded: &Loaded, field: &'static str) -> Result<Journey, Stop> {
    if !may_be_proven(ctx, loaded) {
        return Err(Stop::Refused(field, Refusal::SmsAway));
    }
    let rows = ctx.app.store.load_phones(loaded.facts.account).await?;
    let row = rows.first().ok_or_else(|| Stop::Refused(field, Refusal::SmsAway))?;
    let number = row.open(&ctx.app.keyring)?;
    send_code(ctx, loaded, (row.factor, &number), field).await
}

/// Whether the account holds a number that may be proven now (rule J2).
fn may_be_proven(ctx: &Ctx, loaded: &Loaded) -> bool {
    let purpose = loaded.journey.state.carried().map(|carried| carried.purpose).unwrap_or_default();
    let facts = purpose.before_proving(&loaded.facts, ctx.now);
    ctx.app.settings.policy.kinds.to_prove(&facts, ctx.now).contains(&FactorKind::Sms)
}

/// Where S2 asks for a code by SMS, one is on its way when the page comes up. `false` when none may go out now: the page
/// says so and has a button.
pub async fn first_code(ctx: &Ctx, loaded: &Loaded) -> Result<bool, Stop> {
    let State::AwaitingFactor(_, asked) = &loaded.journey.state else { return Ok(true) };
    let on_its_way = asked.sms.as_ref().is_some_and(|sent| ctx.now < sent.expires_at());
    // A kind that is switched off is asked of whoever holds no other: the page says so, and there is nothing to send.
    if asked.kind != FactorKind::Sms || on_its_way || !may_be_proven(ctx, loaded) {
        return Ok(true);
    }
    match send_to_enrolled(ctx, loaded, "code").await {
        Ok(_) => Ok(true),
        Err(Stop::Refused(..)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Counts the message on everybody and everything that it counts on (requirement SM-07).
async fn reserve(ctx: &Ctx, loaded: &Loaded, number: &PhoneNumber) -> Result<Result<Option<TryTaken>, Refusal>, Stop> {
    let account = loaded.facts.account;
    let lanes = Lanes::of(ctx, account).await?;
    let source = peer::source(ctx.address);
    let request = SendRequest {
        account,
        number,
        source: (!lanes.known).then_some(source.as_str()),
        source_limit: raised_to(ctx, CounterKind::SmsSource),
        lane: &lanes.lane,
        caps: &ctx.app.settings.send_caps,
    };
    match ctx.app.store.reserve_send(&request, ctx.now).await? {
        Ok(tried) => Ok(Ok(tried)),
        Err(SendRefused::Counter(kind, blocked)) => {
            ctx.audit(Some(account), AuditEvent::refused(names::RATE_LIMIT, kind.as_str())).await;
            Ok(Err(Refusal::SmsLimit { retry_at: blocked.retry_at }))
        }
        Err(SendRefused::Budget) => {
            tracing::warn!(request = %ctx.number, "the budget for SMS is spent; no code was sent");
            ctx.audit(Some(account), AuditEvent::refused(names::RATE_LIMIT, "sms-budget")).await;
            Ok(Err(Refusal::SmsAway))
        }
    }
}
