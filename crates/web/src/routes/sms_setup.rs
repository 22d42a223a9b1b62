//! S5, second half: the mobile number, and the code that was sent to it (requirement SM-06).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::phone::PhoneNumber;
use credentials::sms::{PendingSms, SmsCode, SmsRefusal, prove_pending_sms};
use journey::{Event, NewFactor, Pending, PendingFactor, Refusal, State};

use super::method::pending;
use super::new_factor::{self, Proven};
use super::second_factor::{resend_wait, sms_note};
use crate::ctx::Ctx;
use crate::flow::{self, Again, Loaded, Stop};
use crate::http::body::Form;
use crate::http::fields::Fields;
use crate::http::reply::redirect;
use crate::pages::{Method, SmsNote, SmsSetupPage, SmsStep};

/// The page on which the forms of this file stand.
const PAGE: &str = "/enrol/sms";

/// S5 with the number, or with the code once one was sent.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, "", None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, "", Some(again)).await).await
}

/// Takes the number and sends a code to it; nothing is stored yet.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let typed = fields.get("number");
    let result = send(&ctx, typed).await;
    flow::answer(&ctx, result, async |again| page(&ctx, typed, Some(again)).await).await
}

/// Proves the number with the code; the factor counts from here on, and S6 follows.
pub async fn prove(ctx: Ctx, Form(fields): Form) -> Response {
    let ctx = ctx.at(PAGE);
    let result = check(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, "", Some(again)).await).await
}

/// Sends a new code to the same number.
pub async fn again(ctx: Ctx, _form: Form) -> Response {
    let ctx = ctx.at(PAGE);
    let result = resend(&ctx).await;
    flow::answer(&ctx, result, async |again| page(&ctx, "", Some(again)).await).await
}

/// Back to the number: it was mistyped, or is another one.
pub async fn other_number(ctx: Ctx, _form: Form) -> Response {
    let ctx = ctx.at(PAGE);
    let result = async {
        let (loaded, sms) = at_this_screen(&ctx).await?;
        if sms.sent.is_some() {
            flow::advance(&ctx, &loaded, Event::NumberAgain).await?;
        }
        Ok(redirect(PAGE).into_response())
    };
    flow::answer(&ctx, result.await, async |again| page(&ctx, "", Some(again)).await).await
}

async fn send(ctx: &Ctx, typed: &str) -> Result<Response, Stop> {
    let (loaded, sms) = at_this_screen(ctx).await?;
    if sms.sent.is_some() {
        // A second click: the code is on its way.
        return Err(Stop::elsewhere(redirect(PAGE)));
    }
    let refused = |refusal| Stop::Refused("number", Refusal::Phone(refusal));
    let number = ctx.app.settings.phones.parse(typed).map_err(refused)?;
    flow::send_code(ctx, &loaded, (sms.factor, &number), "number").await?;
    Ok(redirect(PAGE).into_response())
}

async fn resend(ctx: &Ctx) -> Result<Response, Stop> {
    let (loaded, sms) = at_this_screen(ctx).await?;
    let (number, _) = sent(&sms)?;
    flow::send_code(ctx, &loaded, (sms.factor, &number), "code").await?;
    Ok(redirect(PAGE).flash("sms-sent").into_response())
}

fn sent(sms: &PendingSms) -> Result<(PhoneNumber, credentials::sms::SentSms), Stop> {
    sms.sent.clone().ok_or_else(|| Stop::elsewhere(redirect(PAGE)))
}

async fn check(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let (loaded, sms) = at_this_screen(ctx).await?;
    sent(&sms)?;
    let code = SmsCode::parse(fields.get("code")).map_err(|typo| Stop::Refused("code", Refusal::SmsTypo(typo)))?;
    let (tried, tally) = new_factor::reserve(ctx, &loaded, "code").await?;
    let (keyring, rng) = (&ctx.app.keyring, &*ctx.app.rng);
    let password = new_factor::first(&loaded)?;
    match prove_pending_sms(&sms, &password, code, keyring, ctx.now, rng) {
        Ok(proven) => {
            let row = NewFactor::Sms(proven.row);
            new_factor::store(ctx, &loaded, Proven { witness: proven.witness, row, tried: Some(tried) }, "code").await
        }
        Err(SmsRefusal::Wrong) => new_factor::wrong(ctx, loaded, tally, ("code", Refusal::SmsWrong)).await,
        Err(SmsRefusal::Expired) => new_factor::wrong(ctx, loaded, tally, ("code", Refusal::SmsExpired)).await,
        Err(SmsRefusal::Sealed(error)) => Err(error.into()),
    }
}

/// The journey at S5 with a number; one that took too long begins again (requirement SF-08).
async fn at_this_screen(ctx: &Ctx) -> Result<(Loaded, PendingSms), Stop> {
    let loaded = flow::load(ctx).await?;
    let State::EnrolFactor(_, _, Some(Pending { factor: PendingFactor::Sms(sms), made_at })) = &loaded.journey.state
    else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    if ctx.now < *made_at + journey::Policy::PENDING_FACTOR {
        let sms = sms.clone();
        return Ok((loaded, sms));
    }
    let event = Event::MethodChosen { pending: pending(ctx, Method::Sms), facts: loaded.facts.clone() };
    flow::advance(ctx, &loaded, event).await?;
    Err(Stop::elsewhere(redirect(PAGE).flash("new-number")))
}

async fn page(ctx: &Ctx, typed: &str, again: Option<Again>) -> Result<Response, Stop> {
    let (loaded, sms) = at_this_screen(ctx).await?;
    let step = match &sms.sent {
        None => SmsStep::Number { typed: typed.chars().take(40).collect() },
        Some((number, sent)) => {
            let over = ctx.now >= sent.expires_at();
            let note = if over { SmsNote::NotSent } else { sms_note(ctx, &loaded, sent).await? };
            SmsStep::Code { number: written(number), note, wait: resend_wait(ctx, &loaded) }
        }
    };
    let mut framed = new_factor::framed(ctx, &loaded);
    let status = framed.refused(again);
    let page = SmsSetupPage { frame: framed.frame.clone(), step };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}

/// A number as people write it: a Dutch one with 06, others as they are dialled from anywhere.
fn written(number: &PhoneNumber) -> String {
    let number = number.as_e164();
    number.strip_prefix("+316").map_or_else(|| number.to_owned(), |rest| format!("06 {rest}"))
}
