//! S1: the username and the password.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::grant::GrantKind;
use credentials::ids::{AccountId, JourneyId};
use credentials::keyring::{Binding, Purpose, Sealed};
use credentials::password::Password;
use credentials::token::SecretToken;
use credentials::witness::{GrantPresented, PasswordVerified};
use journey::Purpose as For;
use journey::{AuditEvent, Event, Journey, Refusal, Target, Username, audit::names};
use store::LoginRow;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::flow::{self, Again, Lanes, Loaded, Stop};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, Redirect, redirect};
use crate::pages::LoginPage;
use crate::routes::new_factor::purpose;
use crate::routes::{account, authorize};

/// `/`: the account page for those who are logged in, S1 for everybody else.
pub async fn start(ctx: Ctx) -> Response {
    let to = if ctx.cookies.get(Cookie::Session).is_some() { "/account" } else { "/login" };
    redirect(to).into_response()
}

/// S1. With a live session there is nothing to do here.
pub async fn show(ctx: Ctx, query: axum::extract::RawQuery) -> Response {
    let to = query.0.as_deref().and_then(Fields::parse).and_then(|fields| fields.some("to").map(str::to_owned));
    let result = async {
        if account::session(&ctx).await?.is_some() {
            let target = ctx.app.settings.target(to.as_deref());
            return Ok(flow::go_on(&ctx, &target).into_response());
        }
        let username = hinted(&ctx, to.as_deref()).await?.unwrap_or_else(|| remembered(&ctx));
        page(&ctx, &username, to.as_deref(), None).await
    };
    flow::answer(&ctx, result.await, async |_| page(&ctx, "", to.as_deref(), None).await).await
}

/// The name that an application wrote for this login. It is shown as it came and looked up nowhere, so that it tells nobody whether there
/// is such a person (requirement OP-13). A request that is over leads to a page that says so, before anything is typed.
async fn hinted(ctx: &Ctx, to: Option<&str>) -> Result<Option<String>, Stop> {
    match ctx.app.settings.target(to) {
        Target::Request(id) => Ok(authorize::answerable(ctx, id).await?.request.login_hint),
        Target::Account | Target::Application(_) | Target::Forward(_) => Ok(None),
    }
}

/// The journey of this browser goes on at the page of its state.
pub async fn resume(ctx: Ctx) -> Response {
    let result = async {
        let loaded = flow::load(&ctx).await?;
        Ok(redirect(flow::path_of(&loaded.journey.state)).into_response())
    };
    flow::answer(&ctx, result.await, async |_| page(&ctx, "", None, None).await).await
}

/// Back to the start; the journey is over.
pub async fn cancel(ctx: Ctx, _form: Form) -> Response {
    let result = async {
        let loaded = flow::load(&ctx).await?;
        let to = match purpose(&loaded) {
            For::StepUp { .. } | For::Account(_) => "/account".to_owned(),
            For::LogIn | For::NewPassword => {
                format!("/login{}", flow::query_to(&loaded.journey.state.target()))
            }
        };
        flow::advance(&ctx, &loaded, Event::Cancel).await?;
        Ok(redirect(&to).clear(Cookie::Journey).into_response())
    };
    flow::answer(&ctx, result.await, async |_| page(&ctx, "", None, None).await).await
}

/// Checks the password; the right one makes a journey, and nothing more.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let result = try_login(&ctx, &fields).await;
    let (username, to) = (fields.get("username"), fields.some("to"));
    flow::answer(&ctx, result, async |again| page(&ctx, username, to, Some(again)).await).await
}

async fn try_login(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let typed = fields.get("username");
    if typed.trim().is_empty() || fields.get("password").is_empty() {
        return Err(empty(typed.trim().is_empty(), fields.get("password").is_empty()));
    }
    let wrong = || Stop::Refused("password", Refusal::LoginWrong);
    // A name or password that nobody can have is told apart from a wrong one by nothing but its length, which the visitor knows.
    let (username, attempt) =
        Username::parse(typed).zip(Password::parse_attempt(fields.get("password"))).ok_or_else(wrong)?;
    let lookup = ctx.app.store.load_login(&username).await?;
    let lanes = Lanes::of(ctx, lookup.as_ref().map_or(AccountId::NOBODY, |row| row.account)).await?;
    let place = ctx.app.hashing.enter(lanes.known).map_err(|busy| Stop::Refused("password", busy))?;
    let tries = flow::reserve_login(ctx, username.as_str(), &lanes).await?;
    let journey = Journey::begin(JourneyId::generate(ctx.now, &*ctx.app.rng), ctx.now);
    let verified = verify(ctx, place, lookup.as_ref(), attempt, journey.id).await?;
    let (Some(witness), Some(facts)) = (verified, lookup.as_ref().map(|row| row.facts.clone())) else {
        ctx.audit(lookup.map(|row| row.account), AuditEvent::refused(names::LOGIN_FAIL, "password")).await;
        return Err(wrong());
    };
    let event = Event::PasswordProven {
        witness,
        grant: presented_grant(ctx, facts.account).await?,
        facts,
        seed: flow::new_grant(ctx).0,
        tries,
        target: ctx.app.settings.target(fields.some("to")),
    };
    let to = enter(ctx, &journey, event).await?;
    Ok(remember(ctx, to, &username, fields.get("remember") == "yes").into_response())
}

fn empty(username: bool, password: bool) -> Stop {
    match (username, password) {
        (true, true) => Stop::Refused("username", Refusal::Empty("login-empty")),
        (true, false) => Stop::Refused("username", Refusal::Empty("login-empty-username")),
        _ => Stop::Refused("password", Refusal::Empty("login-empty-password")),
    }
}

/// Verifies on a hashing thread; for a name that does not exist the same work is done for nothing (requirement EN-02).
pub(super) async fn verify(
    ctx: &Ctx,
    place: crate::hashing::Place,
    lookup: Option<&LoginRow>,
    attempt: Password,
    journey: JourneyId,
) -> Result<Option<PasswordVerified>, Stop> {
    let row = lookup.and_then(|row| row.password.clone());
    let (app, now) = (ctx.app.clone(), ctx.now);
    let work = move |hasher: &credentials::hashing::Hasher| match row {
        None => {
            hasher.verify_nobody(&attempt);
            Ok((None, None))
        }
        Some(row) => {
            let witness = hasher.verify_password(&row, &attempt, &app.keyring, journey, now)?;
            let stale = witness.is_some() && hasher.needs_rehash(&row, &app.keyring)?;
            let fresh = stale.then(|| hasher.hash_password(&attempt, row.account, &app.keyring, &*app.rng));
            Ok::<_, credentials::keyring::SealError>((witness, fresh.map(|fresh| (row, fresh))))
        }
    };
    let (witness, fresh) = ctx.app.hashing.run(place, work).await??;
    if let Some((old, fresh)) = fresh {
        ctx.app.store.rehash_password(&old, &fresh, ctx.now).await?;
    }
    Ok(witness)
}

/// Takes the first step with a fresh cookie and leads to the page of the state (also used by the activation page).
pub(super) async fn enter(ctx: &Ctx, journey: &Journey, event: Event) -> Result<Redirect, Stop> {
    let token = SecretToken::generate(&*ctx.app.rng);
    let facts = match &event {
        Event::PasswordProven { facts, .. } | Event::StepUpBegun { facts, .. } | Event::LinkFollowed { facts, .. } => {
            Some(facts.clone())
        }
        _ => None,
    };
    let journey = flow::begin(ctx, journey, event, &token).await?;
    let to = redirect(flow::path_of(&journey.state)).set(Cookie::Journey, &token.expose());
    let Some(facts) = facts else { return Ok(to) };
    let sent = flow::first_code(ctx, &Loaded { journey, facts }).await?;
    Ok(if sent { to } else { to.flash("sms-not-sent") })
}

/// The grant whose secret this browser holds, if it is live and the account's.
pub(super) async fn presented_grant(ctx: &Ctx, account: AccountId) -> Result<Option<GrantPresented>, Stop> {
    let Some(secret) = ctx.cookies.secret(Cookie::Grant) else { return Ok(None) };
    let row = ctx.app.store.find_grant(&secret.hash(), ctx.now).await?;
    let presented = row.and_then(|row| credentials::grant::verify_grant(&row, &secret, ctx.now));
    Ok(presented.filter(|grant| grant.account() == account && grant.kind() != GrantKind::FirstLogin))
}

const REMEMBERED: Binding =
    Binding { table: "cookie", column: "username", row: Uuid::nil(), account: AccountId::NOBODY };

/// The username that this browser asked to remember (requirement SE-12).
pub(super) fn remembered(ctx: &Ctx) -> String {
    let sealed = ctx.cookies.get(Cookie::Username).and_then(|text| Sealed::parse(text.to_owned()).ok());
    let plain = sealed.and_then(|sealed| ctx.app.keyring.open(Purpose::RememberedName, &REMEMBERED, &sealed).ok());
    plain.and_then(|plain| String::from_utf8(plain.to_vec()).ok()).unwrap_or_default()
}

fn remember(ctx: &Ctx, to: Redirect, username: &Username, wanted: bool) -> Redirect {
    if !wanted {
        return if ctx.cookies.get(Cookie::Username).is_some() { to.clear(Cookie::Username) } else { to };
    }
    let sealed =
        ctx.app.keyring.seal(Purpose::RememberedName, &REMEMBERED, username.as_str().as_bytes(), &*ctx.app.rng);
    to.set(Cookie::Username, sealed.as_str())
}

async fn page(ctx: &Ctx, username: &str, to: Option<&str>, again: Option<Again>) -> Result<Response, Stop> {
    let target = ctx.app.settings.target(to);
    let destination = flow::destination(ctx, &target).await?;
    let mut framed = reply::frame(ctx, Bound::Visit);
    let status = framed.refused(again);
    framed.frame.to = destination.as_ref().and_then(|_| target.text());
    let page = LoginPage {
        frame: framed.frame.clone(),
        username: username.chars().take(Username::MAX).collect(),
        remember: ctx.cookies.get(Cookie::Username).is_some(),
        application: destination.map(|destination| destination.name),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}

/// For pages that need what S1 leaves behind.
pub(super) async fn target_name(ctx: &Ctx, loaded: &Loaded) -> Result<Option<String>, Stop> {
    let target = ctx.toward.clone().unwrap_or_else(|| loaded.journey.state.target());
    Ok(flow::destination(ctx, &target).await?.map(|destination| destination.name))
}
