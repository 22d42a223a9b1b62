//! S2: the second factor, of whichever kind the account holds.
//!
//! The state says what is asked; the form says what was answered, since another tab may have switched in between (rule J11).
//! One file per answer below this one; what follows a right or a wrong one is in [`verdict`].

mod app;
mod key;
pub mod key_options;
pub mod other_method;
pub mod send_code;
mod sms;
mod verdict;

use axum::http::StatusCode;
use axum::response::Response;
use credentials::security_key::KeyRole;
use credentials::sms::SentSms;
use jiff::SignedDuration;
use journey::sending::check_send;
use journey::{AccountPlace, Asked, Event, FactorKind, Purpose, State, Target};
use oidc::acr::Acr;
use store::SmsState;

use super::account::confirm::what_for;
use super::login::target_name;
use super::new_factor::purpose;
use crate::ctx::Ctx;
use crate::flow::{self, Again, Demand, Loaded, Stop, Why};
use crate::http::body::Form;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::{Asking, Challenge, FieldError, Method, SecondFactorPage, SmsNote};

/// Within this time a gateway that is well has taken a code.
const USUAL: SignedDuration = SignedDuration::from_secs(10);
/// The page on which the forms of S2 stand.
const PAGE: &str = "/login/second-factor";

/// S2; from S3 this is the way back.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// Checks the answer; the right one opens the session, or leads to S6 when a recovery code is due.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let ctx = ctx.toward(&fields);
    let result = answered(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn answered(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let asked = asked(&loaded)?;
    // What the form was made for, if the account may prove it; a form that does not say answers what is asked.
    let kinds = provable(ctx, &loaded);
    let said = Method::parse(fields.get("kind")).map(Method::kind).filter(|kind| kinds.contains(kind));
    match said.unwrap_or(asked.kind) {
        FactorKind::Totp => app::try_code(ctx, loaded, fields).await,
        FactorKind::Sms => sms::try_code(ctx, loaded, fields).await,
        FactorKind::SecurityKey => key::try_answer(ctx, loaded, KeyRole::SecurityKey, fields).await,
        FactorKind::Passkey => key::try_answer(ctx, loaded, KeyRole::Passkey, fields).await,
    }
}

/// The journey at S2; from S3 it goes back first, and its counts stay (rule J11).
async fn at_this_screen(ctx: &Ctx) -> Result<Loaded, Stop> {
    let loaded = flow::load(ctx).await?;
    let loaded = match &loaded.journey.state {
        State::AwaitingRecoveryCode(..) => {
            let journey = flow::advance(ctx, &loaded, Event::LeaveRecovery { facts: loaded.facts.clone() }).await?;
            Loaded { journey, facts: loaded.facts }
        }
        _ => loaded,
    };
    match &loaded.journey.state {
        State::AwaitingFactor(..) => Ok(loaded),
        other => Err(Stop::elsewhere(redirect(flow::path_of(other)))),
    }
}

fn asked(loaded: &Loaded) -> Result<Asked, Stop> {
    match &loaded.journey.state {
        State::AwaitingFactor(_, asked) => Ok(asked.clone()),
        other => Err(Stop::elsewhere(redirect(flow::path_of(other)))),
    }
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let asked = asked(&loaded)?;
    let kinds = provable(ctx, &loaded);
    let challenge = if kinds.contains(&asked.kind) {
        challenge(ctx, &loaded, &asked).await?
    } else {
        Challenge::Off(Method::of(asked.kind))
    };
    let mut framed = reply::frame(ctx, Bound::Visit).going(ctx, &loaded.journey);
    let status = framed.refused(again.map(|again| at_a_field_of(&challenge, again)));
    let page = SecondFactorPage {
        frame: framed.frame.clone(),
        purpose: asking(ctx, &loaded).await?,
        application: target_name(ctx, &loaded).await?,
        challenge,
        others: kinds.into_iter().filter(|kind| *kind != asked.kind).map(Method::of).collect(),
        reset_instead: loaded.journey.state.carried().is_some_and(|carried| carried.reset_link.is_some()),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}

/// The kinds that may be proven in this journey: a step-up to a level takes only what gives it.
pub(super) fn provable(ctx: &Ctx, loaded: &Loaded) -> Vec<FactorKind> {
    let facts = purpose(loaded).before_proving(&loaded.facts, ctx.now);
    ctx.app.settings.policy.kinds.to_prove(&facts, ctx.now)
}

async fn asking(ctx: &Ctx, loaded: &Loaded) -> Result<Asking, Stop> {
    Ok(match purpose(loaded) {
        Purpose::StepUp { back, least, .. } => {
            Asking::Confirm(what_for(back, wanted(ctx, back, least).await?.as_ref()))
        }
        Purpose::NewPassword => Asking::NewPassword,
        Purpose::LogIn | Purpose::Account(_) => Asking::LogIn,
    })
}

/// What the application wants for which the session is confirmed, as the journey was begun for it.
async fn wanted(ctx: &Ctx, back: AccountPlace, least: FactorKind) -> Result<Option<Demand>, Stop> {
    let target = match back {
        AccountPlace::Request(id) => Target::Request(id),
        AccountPlace::Forward(id) => Target::Forward(id),
        _ => return Ok(None),
    };
    let (level, why) = if least > FactorKind::any() { (Acr::Phr, Why::Level) } else { (Acr::TwoFactor, Why::Again) };
    Ok(flow::destination(ctx, &target).await?.map(|destination| Demand { name: destination.name, level, why }))
}

/// A form of another tab may have answered what this page does not ask (rule J11): its sentence then stands above the task.
fn at_a_field_of(challenge: &Challenge, again: Again) -> Again {
    let asked = match challenge {
        Challenge::App | Challenge::Sms { .. } => "code",
        Challenge::Key { .. } | Challenge::Passkey { .. } => "answer",
        Challenge::Off(_) => "",
    };
    let field = if again.error.field == asked { asked } else { "" };
    Again { error: FieldError { field, ..again.error }, ..again }
}

async fn challenge(ctx: &Ctx, loaded: &Loaded, asked: &Asked) -> Result<Challenge, Stop> {
    match asked.kind {
        FactorKind::Totp => Ok(Challenge::App),
        FactorKind::SecurityKey => Ok(Challenge::Key { names: names(ctx, loaded, asked.kind).await? }),
        FactorKind::Passkey => Ok(Challenge::Passkey { names: names(ctx, loaded, asked.kind).await? }),
        FactorKind::Sms => {
            let rows = ctx.app.store.load_phones(loaded.facts.account).await?;
            let number = rows.first().map(|row| row.open(&ctx.app.keyring)).transpose()?;
            let last_two = number.map(|number| number.last_two().to_owned()).unwrap_or_default();
            let note = note(ctx, loaded, asked.sms.as_ref()).await?;
            Ok(Challenge::Sms { last_two, note, wait: resend_wait(ctx, loaded) })
        }
    }
}

/// What somebody called their keys of this kind.
async fn names(ctx: &Ctx, loaded: &Loaded, kind: FactorKind) -> Result<Vec<String>, Stop> {
    let lines = ctx.app.store.list_factors(loaded.facts.account).await?;
    let asked = purpose(loaded).before_proving(&loaded.facts, ctx.now);
    let keys = lines.into_iter().filter(|line| line.wiped_at.is_none() && line.kind == kind && asked.holds(line.id));
    Ok(keys.map(|line| line.label).filter(|label| !label.is_empty()).collect())
}

/// What can be said about the code that went out.
async fn note(ctx: &Ctx, loaded: &Loaded, sent: Option<&SentSms>) -> Result<SmsNote, Stop> {
    match sent.filter(|sent| ctx.now < sent.expires_at()) {
        None => Ok(SmsNote::NotSent),
        Some(sent) => sms_note(ctx, loaded, sent).await,
    }
}

/// Seconds until this journey may have another code sent; `None` when it may at once, or no more at all.
pub(super) fn resend_wait(ctx: &Ctx, loaded: &Loaded) -> Option<u32> {
    let refused = check_send(&loaded.journey.state, ctx.now).err()?;
    flow::messages::wait_seconds(&refused, ctx.now)
}

/// What became of the newest message of a journey, in the words of a page.
pub(super) async fn sms_note(ctx: &Ctx, loaded: &Loaded, sent: &SentSms) -> Result<SmsNote, Stop> {
    let late = ctx.now >= sent.sent_at() + USUAL;
    Ok(match ctx.app.store.sms_state(loaded.journey.id).await? {
        Some(SmsState::Failed | SmsState::Undelivered | SmsState::Expired) => SmsNote::Failed,
        Some(SmsState::Waiting) if late => SmsNote::Delayed,
        Some(SmsState::Waiting | SmsState::Accepted | SmsState::Delivered) | None => SmsNote::OnItsWay,
    })
}
