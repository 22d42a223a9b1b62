//! `/account`: everything of one's own at a glance.

use axum::http::StatusCode;
use axum::response::Response;
use journey::{AccountFacts, CodeStatus, FactorKind};
use store::{Account, FactorLine, SessionView};

use super::{needed, nothing, words};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::csrf::Bound;
use crate::http::reply;
use crate::look::Texts;
use crate::pages::{AccountFactor, AccountPage, ActivityRow, CodeState, Method};

/// How many of the newest things that happened stand on the overview.
const NEWEST: u32 = 4;

/// S7.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

pub(super) async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let id = view.session.account;
    let store = &ctx.app.store;
    let account = store.account(id).await?.ok_or_else(nothing)?;
    let facts = store.facts(id).await?.ok_or_else(nothing)?;
    let lines = store.list_factors(id).await?;
    let sessions = store.list_sessions(id, &ctx.app.settings.policy.session, ctx.now).await?;
    let activity = store.list_activity(id, None, NEWEST, ctx.now).await?;
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, &view);
    let page = AccountPage {
        factors: factors(ctx, &facts, &lines),
        can_add: !ctx.app.settings.policy.kinds.to_add(&facts, ctx.now).is_empty(),
        code: code(ctx, &view).await?,
        other_sessions: u32::try_from(sessions.len().saturating_sub(1)).unwrap_or(u32::MAX),
        activity: activity.iter().filter_map(|line| words::row(ctx, line)).collect::<Vec<ActivityRow>>(),
        ..about(ctx, &view, account, framed.frame.clone())
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}

/// What the account's row and the session say.
fn about(ctx: &Ctx, view: &SessionView, account: Account, frame: crate::pages::Frame) -> AccountPage {
    let (texts, zone) = (Texts::of(ctx.lang), &ctx.app.settings.zone);
    AccountPage {
        display_name: account.display_name,
        username: account.username.to_string(),
        factors: Vec::new(),
        can_add: false,
        code: CodeState::None,
        password_since: account.password_set_at.map(|at| texts.date(at, zone)),
        mail: account.mail,
        notice_mail: account.notice_mail,
        session_started: texts.date_time(view.session.created_at, zone),
        session_ends: texts.date_time(view.session.expires_at, zone),
        other_sessions: 0,
        activity: Vec::new(),
        frame,
    }
}

async fn code(ctx: &Ctx, view: &SessionView) -> Result<CodeState, Stop> {
    let (texts, zone) = (Texts::of(ctx.lang), &ctx.app.settings.zone);
    let newest = ctx.app.store.newest_code(view.session.account).await?;
    Ok(match newest {
        Some(line) if line.status == CodeStatus::Active => CodeState::Active(texts.date(line.made_at, zone)),
        _ => CodeState::None,
    })
}

/// The kinds with which somebody may log in now: one of these has to be left (requirement SF-09).
pub(super) fn usable_kinds(ctx: &Ctx, facts: &AccountFacts) -> Vec<FactorKind> {
    let kinds = &ctx.app.settings.policy.kinds;
    let offered = |kind: &FactorKind| kinds.standing(*kind, facts.role, ctx.now) == journey::Standing::Offered;
    journey::Kinds::ALL.into_iter().filter(offered).collect()
}

/// Whether one that is usable would be left without this one.
pub(super) fn is_removable(ctx: &Ctx, facts: &AccountFacts, line: &FactorLine) -> bool {
    let usable = usable_kinds(ctx, facts);
    facts.factors.iter().any(|held| held.id != line.id && usable.contains(&held.kind))
}

fn factors(ctx: &Ctx, facts: &AccountFacts, lines: &[FactorLine]) -> Vec<AccountFactor> {
    let (texts, zone) = (Texts::of(ctx.lang), &ctx.app.settings.zone);
    let shown = |line: &FactorLine| AccountFactor {
        id: line.id.to_string(),
        method: Method::of(line.kind),
        name: line.label.clone(),
        since: texts.date(line.bound_at, zone),
        last_used: line.last_used_at.map(|at| texts.date_time(at, zone)),
        used_from: words::place(ctx, line.last_used_from.as_deref()),
        removable: is_removable(ctx, facts, line),
    };
    lines.iter().filter(|line| line.wiped_at.is_none()).map(shown).collect()
}
