//! Named journeys that read as the article, and what they must not do: limits, expiry, every event in every state, strangers' witnesses, the
//! sealed form.
//!
//! They run the real `step` and the real verifiers (8 KiB Argon2) against the database in memory of `house/`. Begin reading at
//! `journeys/article.rs`.
#![allow(missing_docs, clippy::unwrap_used)]

#[allow(dead_code)] // the model uses more of it
mod house;

#[path = "journeys/acts.rs"]
mod acts;
#[path = "journeys/article.rs"]
mod article;
#[path = "journeys/buttons.rs"]
mod buttons;
#[path = "journeys/doors.rs"]
mod doors;
#[path = "journeys/events.rs"]
mod events;
#[path = "journeys/expiry.rs"]
mod expiry;
#[path = "journeys/key.rs"]
mod key;
#[path = "journeys/kinds.rs"]
mod kinds;
#[path = "journeys/matrix.rs"]
mod matrix;
#[path = "journeys/passkey.rs"]
mod passkey;
#[path = "journeys/portal.rs"]
mod portal;
#[path = "journeys/scenes.rs"]
mod scenes;
#[path = "journeys/sealing.rs"]
mod sealing;
#[path = "journeys/second.rs"]
mod second;
#[path = "journeys/sms.rs"]
mod sms;
#[path = "journeys/strangers.rs"]
mod strangers;
#[path = "journeys/switched_off.rs"]
mod switched_off;
#[path = "journeys/switching.rs"]
mod switching;
#[path = "journeys/tries.rs"]
mod tries;
