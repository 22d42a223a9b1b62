//! The life of the signing keys: the next one made in time, retired ones destroyed, long retired ones forgotten (OP-12).

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use oidc::keys::{KeyRow, Phase, Rotation};
use store::{Actor, Context};
use uuid::Uuid;
use web::App;
use web::oidc::ProviderError;

/// How often is looked: often enough for the shortest life that the settings allow.
const TEND_EVERY: Duration = Duration::from_mins(10);
/// How long a retired key still verifies the ID tokens with which applications ask for a logout.
const HINTS_FOR: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Tends the keys for as long as the process lives.
pub async fn tend(app: Arc<App>) {
    let mut ticks = tokio::time::interval(TEND_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = tend_once(&app).await {
            tracing::error!(%error, "the signing keys cannot be tended; it is tried again in ten minutes");
        }
    }
}

/// Makes what is due, destroys and forgets what is over.
pub async fn tend_once(app: &App) -> Result<(), ProviderError> {
    let ctx = Context::new(app.clock.now(), Actor::System);
    let made = app.oidc.make_due_keys(&*app.rng, &ctx).await?;
    if made > 0 {
        tracing::info!(made, "signing keys were made");
    }
    app.oidc.destroy_retired(&ctx).await?;
    let forgotten = long_retired(&app.oidc.rotation, &app.store.list_signing_keys().await?, ctx.now);
    if !forgotten.is_empty() {
        app.store.delete_signing_keys(&forgotten, &ctx).await?;
        app.oidc.forget_keys().await;
    }
    Ok(())
}

/// The keys that were retired already when the oldest hint that still counts was made.
fn long_retired(rotation: &Rotation, keys: &[KeyRow], now: jiff::Timestamp) -> Vec<Uuid> {
    // How it stood back then: the private half was there, and is gone since.
    let then: Vec<_> = keys.iter().map(|key| KeyRow { has_private: true, ..key.clone() }).collect();
    let phases = rotation.phases(&then, now - HINTS_FOR);
    keys.iter().zip(phases).filter(|(_, phase)| *phase == Phase::Retired).map(|(key, _)| key.id).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use oidc::jose::PublicKey;

    use super::*;

    fn key(days: i64) -> KeyRow {
        let id = Uuid::from_u128(days.unsigned_abs().into());
        let created_at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(days * 24);
        KeyRow {
            id,
            public: PublicKey::Ed { x: vec![u8::try_from(days).unwrap_or(0); 32] },
            created_at,
            has_private: true,
        }
    }

    #[test]
    fn op_12_a_key_verifies_hints_for_400_days_after_it_retired() {
        // The first signs until day 91 and is published until day 92.
        let (keys, rotation) = ([key(1), key(90), key(180)], Rotation::default());
        let at = |days: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(days * 24);
        assert!(long_retired(&rotation, &keys, at(92 + 399)).is_empty());
        assert_eq!(long_retired(&rotation, &keys, at(92 + 400)), [keys[0].id]);
        assert_eq!(long_retired(&rotation, &keys, at(10_000)), [keys[0].id, keys[1].id], "the newest one signs");
    }
}
