//! What an application wants of a session that there is: a higher level, or the proofs once more (requirement OP-13, rule J14).
//!
//! It is asked anew at every step of the confirmation, so that nobody chooses it in an address.

use journey::{AccountPlace, FactorKind};
use oidc::acr::Acr;
use store::SessionView;

use super::stop::Stop;
use crate::ctx::Ctx;
use crate::routes::{authorize, forward};

/// Why a session is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It does not have the level yet.
    Level,
    /// The last proof is too old, or one is wanted now.
    Again,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The application that wants it.
    pub name: String,
    /// The level that the proofs have to give.
    pub level: Acr,
    /// Why.
    pub why: Why,
}

/// What the application of that place wants of this session; `None` when it wants nothing (any more), and for places in the account.
pub async fn demand(ctx: &Ctx, place: AccountPlace, view: &SessionView) -> Result<Option<Demand>, Stop> {
    match place {
        AccountPlace::Request(id) => authorize::demand(ctx, id, view).await,
        AccountPlace::Forward(id) => forward::demand(ctx, id).await,
        _ => Ok(None),
    }
}

/// What a factor has to be worth for a level. Whether a key proved its maker is seen after the proof.
pub fn least(level: Acr) -> FactorKind {
    match level {
        Acr::TwoFactor => FactorKind::any(),
        Acr::Phr | Acr::Phrh => FactorKind::Passkey,
    }
}
