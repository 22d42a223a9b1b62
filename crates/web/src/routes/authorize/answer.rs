//! Answering an application: the code or the error, in its address or as a form that posts itself.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::AccountId;
use credentials::token::SecretToken;
use journey::{AuditEvent, Target, audit::names};
use oidc::authorize::{CodeGrant, Reply, ReplyTo, ResponseMode};
use oidc::client::Client;
use oidc::error::{OAuthError, Refused};
use store::{AuditEntry, CodeIssued, NewCode};

use super::verdict::{Asking, Verdict};
use crate::ctx::Ctx;
use crate::flow::{Stop, query_to};
use crate::http::csrf::Bound;
use crate::http::headers::FormAction;
use crate::http::reply::{self, redirect};
use crate::pages::{FormPostPage, LeavingPage, WhyLeaving};

/// Answers a request that nothing has to be shown for. What has to be shown comes first elsewhere.
pub(super) async fn now(ctx: &Ctx, asking: &Asking, verdict: Verdict) -> Result<Response, Stop> {
    match verdict {
        Verdict::Issue(grant) => issue(ctx, asking, &grant).await,
        Verdict::Refuse(refused) => {
            refused_by_rule(ctx, asking, refused).await?;
            send(ctx, &asking.client, &asking.request.to.error(refused, &ctx.app.oidc.issuer))
        }
        Verdict::Show(way) => {
            let id = match asking.row {
                Some(id) => id,
                None => ctx.app.store.save_authorization(&asking.request, ctx.now).await?,
            };
            Ok(way.to(id).into_response())
        }
    }
}

async fn issue(ctx: &Ctx, asking: &Asking, grant: &CodeGrant) -> Result<Response, Stop> {
    let code = SecretToken::generate(&*ctx.app.rng);
    let new = NewCode { hash: code.hash(), grant, request: asking.row };
    match ctx.app.store.issue_code(&new, &ctx.app.settings.policy.session, &ctx.context()).await? {
        CodeIssued::Issued => send(ctx, &asking.client, &asking.request.to.code(&code, &ctx.app.oidc.issuer)),
        CodeIssued::RequestOver => Ok(reply::begin_again(ctx, Some(&asking.client.name))?),
        CodeIssued::LoginOver => {
            let id = match asking.row {
                Some(id) => id,
                None => ctx.app.store.save_authorization(&asking.request, ctx.now).await?,
            };
            Ok(redirect(&format!("/login{}", query_to(&Target::Request(id)))).into_response())
        }
    }
}

/// Lets a request go on that leaves something behind without a session, a row or an entry of the log; a network may do that only so often in
/// a minute (requirement TH-03).
pub fn admit_stranger(ctx: &Ctx) -> Result<(), Stop> {
    if ctx.app.meter.begin(ctx.address, ctx.now) {
        return Ok(());
    }
    Err(Stop::answer(reply::crowded(ctx)?))
}

/// Notes the refusal in the row, and in the log.
async fn refused_by_rule(ctx: &Ctx, asking: &Asking, refused: Refused) -> Result<(), Stop> {
    if let Some(id) = asking.row
        && !ctx.app.store.mark_answered(id, ctx.now).await?
    {
        return Err(Stop::answer(reply::begin_again(ctx, Some(&asking.client.name))?));
    }
    audit_refusal(ctx, None, &asking.client, refused).await;
    Ok(())
}

/// What a refusal leaves in the log: the error, and which client. What it said in its request is nowhere (requirement LO-03).
pub(super) async fn audit_refusal(ctx: &Ctx, account: Option<AccountId>, client: &Client, refused: Refused) {
    let event = AuditEvent::refused(names::AUTHZ_FAIL, refused.error.as_str());
    ctx.audit_entry(AuditEntry { account, ..AuditEntry::new(event).for_client(client.id.as_str()) }).await;
}

/// Sends the browser back with an answer, out of a GET.
pub(super) fn send(ctx: &Ctx, client: &Client, answer: &Reply) -> Result<Response, Stop> {
    match answer.mode {
        ResponseMode::Query => Ok(reply::leave(&answer.location()).into_response()),
        ResponseMode::FormPost => posted(ctx, client, answer),
    }
}

/// The page whose form posts the answer; the only page with a form that leaves our origin (requirement WE-04).
fn posted(ctx: &Ctx, client: &Client, answer: &Reply) -> Result<Response, Stop> {
    let framed = reply::frame(ctx, Bound::Visit);
    let page = FormPostPage {
        frame: framed.frame.clone(),
        application: client.name.clone(),
        action: answer.redirect_uri.clone(),
        fields: answer.fields.clone(),
    };
    let mut response = framed.show(StatusCode::OK, &page)?;
    if let Some(origin) = answer.form_action() {
        response.extensions_mut().insert(FormAction(origin));
    }
    Ok(response)
}

/// The person said no: the application is told so. A form asked, so a page leads on (rule J15).
pub async fn denied(ctx: &Ctx, asking: &Asking, account: AccountId) -> Result<Response, Stop> {
    let refused = Refused::new(OAuthError::AccessDenied, "the person said no");
    if let Some(id) = asking.row
        && !ctx.app.store.mark_answered(id, ctx.now).await?
    {
        return Ok(reply::begin_again(ctx, Some(&asking.client.name))?);
    }
    let event = AuditEvent::refused(names::CONSENT_REFUSED, "by-owner");
    ctx.audit_entry(AuditEntry::new(event).about(account).for_client(asking.client.id.as_str())).await;
    reply_to(ctx, &asking.client, &asking.request.to, refused)
}

/// A page that leads on with an error.
fn reply_to(ctx: &Ctx, client: &Client, to: &ReplyTo, refused: Refused) -> Result<Response, Stop> {
    let answer = to.error(refused, &ctx.app.oidc.issuer);
    if answer.mode == ResponseMode::FormPost {
        return posted(ctx, client, &answer);
    }
    let framed = reply::frame(ctx, Bound::Session);
    let page = LeavingPage {
        frame: framed.frame.clone(),
        why: WhyLeaving::Refused,
        application: client.name.clone(),
        href: answer.location(),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}
