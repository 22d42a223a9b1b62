//! What a checked request and a session lead to.

use credentials::ids::{AccountId, SessionId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::claims_request::ClaimsRequest;
use super::pkce::Challenge;
use super::request::Request;
use crate::acr::{Acr, Standing, amr};
use crate::client::{Client, ClientId, ConsentRule};
use crate::error::{OAuthError, Refused};
use crate::login::LoginFacts;
use crate::scope::Scopes;

/// What is known when a request is decided.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The client of the request, loaded anew: it may have been changed since.
    pub client: &'a Client,
    /// When the request came; a login after it is a new one.
    pub asked_at: Timestamp,
    /// The session, checked to be alive.
    pub login: Option<&'a LoginFacts>,
    /// What the person agreed to for this client before, if anything.
    pub consent: Option<&'a Scopes>,
    /// When the person agreed last; an agreement before the request does not answer `prompt=consent`.
    pub consented_at: Option<Timestamp>,
    /// The time.
    pub now: Timestamp,
}

/// What comes next for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Tell the client.
    Refuse(Refused),
    /// The login, from the beginning.
    NeedsLogin,
    /// Another account, or the choice of one: somebody is logged in who is not the one that is asked for.
    NeedsAccount {
        /// Whether the one who is logged in may be chosen, after both proofs again.
        may_stay: bool,
    },
    /// Both proofs again in the same session, with a factor that gives this level: for the level, or because the last proof is too
    /// old. It is never a new login.
    NeedsStepUp(Acr),
    /// The consent page, for these scopes.
    NeedsConsent(Scopes),
    /// Issue a code for this.
    Issue(Box<CodeGrant>),
}

/// What a code stands for; the row that tokens are made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeGrant {
    /// Whose code.
    pub client: ClientId,
    /// Whose login.
    pub account: AccountId,
    /// Which session.
    pub session: SessionId,
    /// The session's last moment; nothing that is made from the code lives longer.
    pub session_ends_at: Timestamp,
    /// Where the code was sent; the token request must name the same.
    pub redirect_uri: String,
    /// What the verifier must fit.
    pub challenge: Option<Challenge>,
    /// Echoed in the ID token.
    pub nonce: Option<String>,
    /// What was granted.
    pub scopes: Scopes,
    /// Single claims.
    pub claims: ClaimsRequest,
    /// When both factors were proven last.
    pub auth_time: Timestamp,
    /// The level that the tokens say.
    pub acr: Acr,
    /// The methods that the tokens say.
    pub amr: Vec<String>,
}

/// Decides. With `prompt=none` whatever would be shown becomes an error (OpenID Connect Core section 3.1.2.6).
pub fn decide(request: &Request, given: &Given<'_>) -> Outcome {
    if !given.client.enabled || given.client.id != request.client || !request.scopes.within(&given.client.scopes) {
        return Outcome::Refuse(Refused::new(OAuthError::UnauthorizedClient, "the registration was changed"));
    }
    let Some(login) = given.login else {
        return shown(request, Outcome::NeedsLogin);
    };
    if let Some(outcome) = other_account(request, given, login) {
        return shown(request, outcome);
    }
    if let Some(outcome) = again(request, given, login) {
        return shown(request, outcome);
    }
    let acr = match level(request, given.client, login) {
        Standing::Met(acr) => acr,
        Standing::StepUp(acr) => return shown(request, Outcome::NeedsStepUp(acr)),
        Standing::Unmet => return Outcome::Refuse(UNMET),
    };
    if needs_consent(request, given) {
        return shown(request, Outcome::NeedsConsent(request.scopes.clone()));
    }
    Outcome::Issue(Box::new(grant(request, login, acr)))
}

const UNMET: Refused =
    Refused::new(OAuthError::UnmetAuthenticationRequirements, "the account cannot log in at the level that is asked");

/// Whether this is the login of another person than the one that is asked for, or a choice is wanted. Whoever logged in after the
/// request came has chosen.
fn other_account(request: &Request, given: &Given<'_>, login: &LoginFacts) -> Option<Outcome> {
    let since = login.auth_time() >= given.asked_at;
    let somebody_else = request.subject.as_deref().is_some_and(|subject| subject != login.account.to_string());
    match (somebody_else, since) {
        (true, true) => Some(Outcome::Refuse(Refused::new(OAuthError::LoginRequired, "somebody else is logged in"))),
        (true, false) => Some(Outcome::NeedsAccount { may_stay: false }),
        (false, false) if request.prompts.select => Some(Outcome::NeedsAccount { may_stay: true }),
        (false, _) => None,
    }
}

/// Whether both proofs are wanted again. Those that were given after the request came are new enough, otherwise `max_age=0` would
/// never end. They give the level that the tokens will say, so that nobody is asked twice.
fn again(request: &Request, given: &Given<'_>, login: &LoginFacts) -> Option<Outcome> {
    let stale = request.max_age.is_some_and(|max_age| !login.is_fresh(max_age, given.now));
    if login.auth_time() >= given.asked_at || !(stale || request.prompts.login) {
        return None;
    }
    let asks_a_level = !request.acr.known.is_empty() || given.client.least_acr.is_some();
    Some(match level(request, given.client, login) {
        Standing::Met(acr) if asks_a_level => Outcome::NeedsStepUp(acr.min(login.reachable)),
        Standing::Met(_) => Outcome::NeedsStepUp(Acr::TwoFactor),
        Standing::StepUp(acr) => Outcome::NeedsStepUp(acr),
        Standing::Unmet => Outcome::Refuse(UNMET),
    })
}

/// The level that the tokens will say; what the client always wants goes before what this request wants.
fn level(request: &Request, client: &Client, login: &LoginFacts) -> Standing {
    let actual = login.acr();
    match client.least_acr {
        Some(least) if least > login.reachable.max(actual) => Standing::Unmet,
        Some(least) if least > actual => Standing::StepUp(least),
        Some(least) => match request.acr.standing(actual, login.reachable) {
            // Not below what the client always wants, even if the request would have been content with less.
            Standing::Met(met) => Standing::Met(met.max(least)),
            other => other,
        },
        None => request.acr.standing(actual, login.reachable),
    }
}

fn needs_consent(request: &Request, given: &Given<'_>) -> bool {
    if given.client.consent == ConsentRule::FirstParty {
        // The administrator has agreed for everybody; there is nothing to ask, whatever `prompt` says.
        return false;
    }
    let anew = request.prompts.consent && given.consented_at.is_none_or(|at| at < given.asked_at);
    anew || !given.consent.is_some_and(|agreed| request.scopes.within(agreed))
}

fn shown(request: &Request, outcome: Outcome) -> Outcome {
    if !request.prompts.none {
        return outcome;
    }
    match outcome {
        Outcome::NeedsAccount { may_stay: false } => {
            Outcome::Refuse(Refused::new(OAuthError::LoginRequired, "somebody else is logged in"))
        }
        Outcome::NeedsLogin | Outcome::NeedsStepUp(_) | Outcome::NeedsAccount { .. } => {
            Outcome::Refuse(Refused::new(OAuthError::LoginRequired, "a login is needed"))
        }
        Outcome::NeedsConsent(_) => {
            Outcome::Refuse(Refused::new(OAuthError::ConsentRequired, "the person must be asked"))
        }
        other @ (Outcome::Refuse(_) | Outcome::Issue(_)) => other,
    }
}

fn grant(request: &Request, login: &LoginFacts, acr: Acr) -> CodeGrant {
    CodeGrant {
        client: request.client.clone(),
        account: login.account,
        session: login.session,
        session_ends_at: login.expires_at,
        redirect_uri: request.to.redirect_uri.clone(),
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
        scopes: request.scopes.clone(),
        claims: request.claims.clone(),
        auth_time: login.auth_time(),
        acr,
        amr: amr(login.proofs()).into_iter().map(str::to_owned).collect(),
    }
}
