//! What applications may be told of the login behind a session (OP-14, OP-15): what happened, and never more.

use std::collections::HashMap;

use credentials::ids::FactorId;
use credentials::security_key::KeyTraits;
use jiff::Timestamp;
use journey::{FactorFact, FactorKind, Session};
use oidc::acr::Acr;
use oidc::login::{LoginFacts, Proof};

use crate::{Store, StoreError};

/// The factors of an account with what its keys said of themselves.
struct Factors {
    facts: Vec<FactorFact>,
    traits: HashMap<FactorId, KeyTraits>,
}

impl Store {
    /// The facts of a session that was just loaded; `None` when its factor or account went in between.
    pub async fn login_facts(&self, session: &Session, now: Timestamp) -> Result<Option<LoginFacts>, StoreError> {
        let Some(account) = self.facts(session.account).await? else { return Ok(None) };
        let mut traits = HashMap::new();
        for key in self.load_keys(session.account).await? {
            traits.insert(key.factor, key.traits(&self.keyring)?);
        }
        let factors = Factors { facts: account.factors, traits };
        let Some(login) = factors.proof(session.factor, session.factor_at) else { return Ok(None) };
        Ok(Some(LoginFacts {
            account: session.account,
            session: session.id,
            expires_at: session.expires_at,
            login,
            step_up: session.stepped_up.and_then(|(at, factor)| factors.proof(factor, at)),
            recovered_at: account.recovered_at,
            reachable: factors.reachable(now).max(Acr::of(login)),
        }))
    }
}

impl Factors {
    /// What proving a factor at that time counts for. A factor that a session added counts for no more than the one that allowed it, for
    /// a day (rule J14); and one that was bound after the proof took the place of the one that was proven.
    fn proof(&self, factor: FactorId, at: Timestamp) -> Option<Proof> {
        let fact = self.facts.iter().find(|fact| fact.id == factor)?;
        if fact.bound_at <= at {
            return Some(self.at_level(fact, fact.level(at), at));
        }
        let kind = fact.bound_by.map_or(FactorKind::Sms, |by| by.weaker(fact.kind));
        Some(Proof { at, factor: kind, device_bound: false, attested: false })
    }

    fn at_level(&self, fact: &FactorFact, kind: FactorKind, at: Timestamp) -> Proof {
        // What a key said counts only where it counts as itself.
        let traits = self.traits.get(&fact.id).filter(|_| kind == fact.kind);
        Proof {
            at,
            factor: kind,
            device_bound: traits.is_some_and(KeyTraits::stays_on_its_device),
            attested: traits.is_some_and(|traits| traits.attested),
        }
    }

    fn reachable(&self, now: Timestamp) -> Acr {
        let levels = self.facts.iter().map(|fact| Acr::of(self.at_level(fact, fact.level(now), now)));
        levels.max().unwrap_or(Acr::TwoFactor)
    }
}
