//! One step of a journey: the next state and all its effects, in one transaction (requirement RC-03).
//!
//! In this order: the account's row at the expected epoch (rule J13), the journey's row at the expected revision, then each effect as it
//! stands in the list. A conditional statement that finds no row takes everything back. One file per subject, one small
//! function per effect.

mod apply;
mod code;
mod factor;
mod password;
mod row;

use credentials::token::TokenHash;
use journey::session::SessionPolicy;
use journey::{Epoch, Journey, Outcome, raises_epoch};

use crate::{CommitError, Context, Store};
use apply::Step;
pub use factor::KEY_KNOWN;

/// What to commit.
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    /// The journey as it was loaded, or as it began.
    pub before: &'a Journey,
    /// What the step gave.
    pub outcome: &'a Outcome,
    /// The hash of the journey's cookie; needed at the first commit, which makes the row, and ignored later.
    pub new_token: Option<TokenHash>,
    /// When, from where, by whom.
    pub ctx: &'a Context,
    /// How long a session lives that this step may open.
    pub sessions: &'a SessionPolicy,
}

/// What was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The journey as it is stored now.
    pub journey: Journey,
}

impl Store {
    /// Writes one step, or nothing of it.
    pub async fn commit(&self, commit: Commit<'_>) -> Result<Committed, CommitError> {
        let Commit { before, outcome, ctx, .. } = commit;
        let account = outcome.journey.account.ok_or(CommitError::Stale)?;
        let mut step = Step { work: self.begin(ctx).await?, account, sessions: commit.sessions, outcome };
        step.take_account(expected_epoch(outcome), raises_epoch(&outcome.effects)).await?;
        if before.account.is_none() {
            step.insert_journey(commit.new_token).await?;
        } else {
            step.advance_journey(before).await?;
        }
        for effect in &outcome.effects {
            step.apply(effect).await?;
        }
        step.work.commit().await?;
        Ok(Committed { journey: outcome.journey.clone() })
    }
}

/// The epoch on which the step was built: the outcome carries the one after the commit.
fn expected_epoch(outcome: &Outcome) -> Epoch {
    Epoch(outcome.journey.epoch.0 - i64::from(raises_epoch(&outcome.effects)))
}
