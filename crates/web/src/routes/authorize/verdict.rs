//! A request held against the session of this browser: a code, a refusal, or something that has to be shown first.

use jiff::Timestamp;
use journey::{Purpose, Target};
use oidc::acr::Acr;
use oidc::authorize::{self, CodeGrant, Given, Outcome, Request};
use oidc::client::{Client, ConsentRule};
use oidc::error::{OAuthError, Refused};
use oidc::scope::Scopes;
use oidc::{LoginFacts, consent};
use store::SessionView;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::flow::{self, Stop, query_to};
use crate::http::cookies::Cookie;
use crate::http::reply::{Redirect, redirect};

/// A request on its way.
pub struct Asking {
    /// What is asked.
    pub request: Request,
    /// The client as it is registered now.
    pub client: Client,
    /// When it came.
    pub asked_at: Timestamp,
    /// Its row, if it has one.
    pub row: Option<Uuid>,
}

/// What comes of it.
pub enum Verdict {
    /// A code for this.
    Issue(Box<CodeGrant>),
    /// The application is told.
    Refuse(Refused),
    /// A page comes first.
    Show(Way),
}

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// S1.
    LogIn,
    /// The choice of an account; whether the one who is logged in may stay.
    Account(bool),
    /// The confirmation of the session, with this level; whether that is higher than what it has.
    StepUp(Acr, bool),
    /// The consent page, for these scopes.
    Consent(Scopes),
}

impl Way {
    /// The page for a stored request.
    pub(super) fn to(&self, id: Uuid) -> Redirect {
        let query = query_to(&Target::Request(id));
        match self {
            Self::LogIn => redirect(&format!("/login{query}")),
            Self::Account(_) => redirect(&format!("/authorize/account{query}")),
            Self::StepUp(..) => flow::step_up(journey::AccountPlace::Request(id)),
            Self::Consent(_) => redirect(&format!("/consent{query}")),
        }
    }

    /// The level of the confirmation that is wanted, and whether it is for the level.
    pub(super) fn demand(&self) -> Option<(Acr, bool)> {
        match self {
            Self::StepUp(level, higher) => Some((*level, *higher)),
            // Whoever stays proves once more that it is them.
            Self::Account(true) => Some((Acr::TwoFactor, false)),
            Self::LogIn | Self::Account(false) | Self::Consent(_) => None,
        }
    }
}

/// Decides with the session, the consent and the account as they are now.
pub async fn decide(ctx: &Ctx, asking: &Asking, view: Option<&SessionView>) -> Result<Verdict, Stop> {
    let store = &ctx.app.store;
    let login = match view {
        Some(view) => Some(store.login_facts(&view.session, ctx.now).await?.ok_or_else(gone)?),
        None => None,
    };
    let consent = match &login {
        Some(login) if asking.client.consent == ConsentRule::Ask => {
            store.load_consent(login.account, &asking.client.id).await?
        }
        _ => None,
    };
    let given = Given {
        client: &asking.client,
        asked_at: asking.asked_at,
        login: login.as_ref(),
        consent: consent.as_ref().map(|row: &consent::ConsentRow| &row.scopes),
        consented_at: consent.as_ref().map(|row| row.agreed_at),
        now: ctx.now,
    };
    Ok(match authorize::decide(&asking.request, &given) {
        Outcome::Issue(grant) => Verdict::Issue(grant),
        Outcome::Refuse(refused) => Verdict::Refuse(refused),
        Outcome::NeedsLogin => Verdict::Show(Way::LogIn),
        Outcome::NeedsAccount { may_stay } => Verdict::Show(Way::Account(may_stay)),
        Outcome::NeedsConsent(scopes) => Verdict::Show(Way::Consent(scopes)),
        Outcome::NeedsStepUp(level) => step_up(ctx, login.as_ref(), level).await?,
    })
}

/// The factor or the account went while the session was looked at: it opens nothing any more, also not by way of S1.
fn gone() -> Stop {
    Stop::elsewhere(redirect("/login").clear(Cookie::Session).flash("session-ended-idle"))
}

/// A step-up that the account can do: the settings may have switched off the kind that would give the level.
async fn step_up(ctx: &Ctx, login: Option<&LoginFacts>, level: Acr) -> Result<Verdict, Stop> {
    let Some(login) = login else { return Ok(Verdict::Show(Way::LogIn)) };
    let Some(facts) = ctx.app.store.facts(login.account).await? else { return Ok(Verdict::Show(Way::LogIn)) };
    let purpose =
        Purpose::StepUp { session: login.session, back: journey::AccountPlace::Overview, least: flow::least(level) };
    let usable = ctx.app.settings.policy.kinds.to_prove(&purpose.before_proving(&facts, ctx.now), ctx.now);
    if usable.is_empty() {
        let unmet = OAuthError::UnmetAuthenticationRequirements;
        return Ok(Verdict::Refuse(Refused::new(unmet, "the account cannot log in at the level that is asked")));
    }
    Ok(Verdict::Show(Way::StepUp(level, level > login.acr())))
}
