//! The marks on the audit chain that decide where it begins and ends: they are believed of living keys only, so they are signed again.

use super::Rewrapped;
use crate::audit::marks_of_living_keys;
use crate::{Context, Store, StoreError};

impl Store {
    /// Signs the end of the chain and its newest anchor and cut again, each with its own number, hash and time. A chain that is not as it was signed is left
    /// alone; `audit verify` says what is wrong with it.
    pub(super) async fn resign_marks(&self, ctx: &Context, came: &mut Rewrapped) -> Result<(), StoreError> {
        let mut work = self.begin(ctx).await?;
        match marks_of_living_keys(&mut work).await {
            Ok(signed) => {
                work.commit().await?;
                came.done += signed;
                Ok(())
            }
            Err(StoreError::AuditChain) => {
                tracing::warn!(
                    "the marks of the audit chain are not as they were signed; run `poortwachter audit verify`"
                );
                came.unreadable += 1;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
