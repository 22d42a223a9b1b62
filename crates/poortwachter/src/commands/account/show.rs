//! `account show`: the profile, the factors with their history, and the last events of one account.
//!
//! Of the telephone number only the last two digits are shown (requirement SM-08); secrets, codes and hashes never come this far.

use jiff::Timestamp;
use journey::CodeStatus;
use serde_json::{Value, json};
use store::{Account, AuditLine, AuditQuery, Dispute, FactorLine, PendingLink};

use super::desk::{self, Desk};
use super::reinstate::undone;
use crate::cli::account::Show;
use crate::commands::output::{columns, plain};
use crate::complaint::{Complaint, Complaints};
use crate::wiring;

/// How many events are shown.
const EVENTS: u32 = 10;

/// What is shown.
struct View {
    account: Account,
    dispute: Option<Dispute>,
    code: Option<CodeStatus>,
    sessions: i64,
    link: Option<PendingLink>,
    factors: Vec<FactorLine>,
    events: Vec<AuditLine>,
}

/// Prints one account.
pub async fn run(show: &Show) -> Result<(), Complaints> {
    desk::work(&show.settings, None, async |desk| {
        let account = desk.find(&show.username).await?;
        let view = look(desk, account).await?;
        Ok(if show.json { format!("{:#}\n", object(&view)) } else { text(desk, &view) })
    })
    .await
}

async fn look(desk: &Desk, account: Account) -> Result<View, Complaint> {
    let (store, policy) = (&desk.store, wiring::policy(&desk.settings, false).session);
    let query = AuditQuery { account: Some(account.id), before: None, limit: EVENTS };
    Ok(View {
        code: store.facts(account.id).await.map_err(desk::fault)?.and_then(|facts| facts.code).map(|code| code.status),
        sessions: store.count_sessions(account.id, &policy, desk.ctx.now).await.map_err(desk::fault)?,
        link: store.pending_link(account.id, desk.ctx.now).await.map_err(desk::fault)?,
        factors: store.list_factors(account.id).await.map_err(desk::fault)?,
        dispute: store.find_dispute(account.id).await.map_err(desk::fault)?,
        events: store.list_audit(query).await.map_err(desk::fault)?,
        account,
    })
}

fn object(view: &View) -> Value {
    let account = &view.account;
    json!({
        "id": account.id.to_string(),
        "username": account.username.as_str(),
        "name": account.display_name,
        "mail": account.mail,
        "notice_mail": account.notice_mail,
        "phone": account.phone.as_deref().map(masked),
        "groups": account.groups,
        "role": account.role.as_str(),
        "language": account.language.as_str(),
        "status": account.status.as_str(),
        "status_reason": account.status_reason,
        "disputed": view.dispute.as_ref().map(dispute_object),
        "created_at": account.created_at,
        "updated_at": account.updated_at,
        "erase_at": account.erase_at,
        "erased_at": account.erased_at,
        "password_set_at": account.password_set_at,
        "recovery_code": view.code.map(CodeStatus::as_str),
        "sessions": view.sessions,
        "link": view.link.as_ref().map(link_object),
        "factors": view.factors.iter().map(factor_object).collect::<Vec<_>>(),
        "events": view.events.iter().map(event_object).collect::<Vec<_>>(),
    })
}

fn dispute_object(dispute: &Dispute) -> Value {
    json!({ "at": dispute.at, "since": dispute.since, "reinstating_undoes": undone(dispute) })
}

fn link_object(link: &PendingLink) -> Value {
    json!({
        "kind": link.kind.as_str(),
        "sent_by": link.sent_by,
        "issued_at": link.issued_at,
        "not_before": link.not_before,
        "expires_at": link.expires_at,
        "pin_tries": link.pin_tries,
    })
}

fn factor_object(factor: &FactorLine) -> Value {
    json!({
        "kind": factor.kind.as_str(),
        "label": factor.label,
        "bound_at": factor.bound_at,
        "bound_from": factor.bound_from,
        "last_used_at": factor.last_used_at,
        "wiped_at": factor.wiped_at,
        "wiped_reason": factor.wiped_reason,
        "disputed_at": factor.disputed_at,
    })
}

fn event_object(line: &AuditLine) -> Value {
    json!({
        "at": line.at,
        "event": line.event,
        "success": line.success,
        "reason": line.reason,
        "actor": line.actor,
        "address": line.address,
        "detail": line.detail,
    })
}

fn text(desk: &Desk, view: &View) -> String {
    let factors = view.factors.iter().map(|factor| factor_row(desk, factor)).collect::<Vec<_>>();
    let events = view.events.iter().map(|line| event_row(desk, line)).collect::<Vec<_>>();
    let none = if factors.is_empty() { "  never had one\n" } else { "" };
    let (profile, factors, events) = (columns(&profile(desk, view)), columns(&factors), columns(&events));
    let disputed = view.dispute.as_ref().map(|dispute| disputed(desk, dispute)).unwrap_or_default();
    format!("{profile}{disputed}\nSecond factors\n{none}{factors}\nLast events\n{events}")
}

/// Said before everything else that explains: whoever helps must not overlook it.
fn disputed(desk: &Desk, dispute: &Dispute) -> String {
    let mut lines = undone(dispute);
    if lines.is_empty() {
        lines.push("nothing was added or changed since".to_owned());
    }
    let lines = columns(&lines.into_iter().map(|line| vec![format!("  {line}")]).collect::<Vec<_>>());
    let (at, since) = (desk.time(dispute.at), desk.time(dispute.since));
    format!("\nDisputed by the owner {at}, since {since}; `account reinstate` undoes it\n{lines}")
}

fn profile(desk: &Desk, view: &View) -> Vec<Vec<String>> {
    let account = &view.account;
    let or_none = |text: Option<&str>| text.map_or_else(|| "none".to_owned(), plain);
    let because = account.status_reason.as_deref().map(|reason| format!(" ({})", plain(reason))).unwrap_or_default();
    let groups = account.groups.join(", ");
    let password = account.password_set_at.map(|at| format!("set {}", desk.time(at)));
    [
        ("Username", plain(account.username.as_str())),
        ("Name", plain(&account.display_name)),
        ("Mail", or_none(account.mail.as_deref())),
        ("Notices also to", or_none(account.notice_mail.as_deref())),
        ("Phone", or_none(account.phone.as_deref().map(masked).as_deref())),
        ("Groups", or_none(Some(groups.as_str()).filter(|groups| !groups.is_empty()))),
        ("Role", account.role.as_str().to_owned()),
        ("Language", account.language.as_str().to_owned()),
        ("Status", format!("{}{because}", account.status.as_str())),
        ("Added", desk.time(account.created_at)),
        ("Password", password.unwrap_or_else(|| "not chosen yet".to_owned())),
        ("Recovery code", view.code.map_or("none", words).to_owned()),
        ("Sessions", view.sessions.to_string()),
        ("Link under way", view.link.as_ref().map_or_else(|| "none".to_owned(), |link| link_words(desk, link))),
    ]
    .map(|(name, value)| vec![name.to_owned(), value])
    .to_vec()
}

fn link_words(desk: &Desk, link: &PendingLink) -> String {
    let from = link.not_before.map(|at| format!("from {} ", desk.time(at))).unwrap_or_default();
    let tries = link.pin_tries.map(|tries| format!("; wrong PINs: {tries}")).unwrap_or_default();
    let (kind, how) = (link.kind.as_str(), plain(&link.sent_by));
    format!("{kind}, {how} {}, works {from}until {}{tries}", desk.time(link.issued_at), desk.time(link.expires_at))
}

fn words(code: CodeStatus) -> &'static str {
    match code {
        CodeStatus::Shown => "shown, not typed back yet",
        CodeStatus::Active => "ready",
        CodeStatus::Waiting => "used; the recovery waits for its delay",
        CodeStatus::Accepted => "accepted, the second factor is being set up again",
        CodeStatus::Spent => "used",
        CodeStatus::Void => "void; the next login gives a new one",
    }
}

fn factor_row(desk: &Desk, factor: &FactorLine) -> Vec<String> {
    let used =
        |at: Option<Timestamp>| at.map_or_else(|| "not used yet".to_owned(), |at| format!("used {}", desk.time(at)));
    let ended = factor.wiped_at.map(|at| {
        format!("destroyed {} ({})", desk.time(at), factor.wiped_reason.as_deref().map(plain).unwrap_or_default())
    });
    vec![
        format!("  {}", factor.kind.as_str()),
        plain(&factor.label),
        format!("since {}", desk.time(factor.bound_at)),
        used(factor.last_used_at),
        ended.or(factor.is_disputed().then(|| "disputed".to_owned())).unwrap_or_default(),
    ]
}

fn event_row(desk: &Desk, line: &AuditLine) -> Vec<String> {
    let outcome = if line.success { "" } else { "refused" };
    let mut row =
        vec![format!("  {}", desk.time(line.at)), line.event.clone(), outcome.to_owned(), line.reason.clone()];
    row.extend([plain(&line.actor), line.address.as_deref().map(plain).unwrap_or_default()]);
    row.push(line.detail.as_deref().map(plain).unwrap_or_default());
    row
}

/// A number with its last two digits only.
pub(super) fn masked(phone: &str) -> String {
    let length = phone.chars().count();
    phone.chars().enumerate().map(|(place, character)| if place + 2 < length { '*' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm_08_two_digits_of_a_number_are_shown() {
        assert_eq!(masked("+31612345678"), "**********78");
        assert_eq!(masked("7"), "7");
    }
}
