//! An in-process portal for tests: fixed clock, seeded randomness, people in interesting states, browsers and an inbox.
//!
//! Begin reading at [`Portal`]; a [`Browser`] walks through it by the words that stand on the pages. Nothing of this is shipped. Things that
//! go wrong here panic with a sentence, because a test is all that ever sees them.
#![allow(clippy::missing_panics_doc)] // every panic here is a failing test, and says why

mod behind;
mod browser;
mod clock;
mod courier;
mod html;
mod inbox;
mod issuing;
mod jar;
mod log;
mod oidc_client;
mod page;
mod people;
mod portal;
mod rng;
mod second_factors;
mod settings;
mod signing_keys;

pub use behind::{Behind, PROXY, TO_A_PAGE, describe};
pub use browser::Browser;
pub use clock::FixedClock;
pub use courier::TestCourier;
pub use html::Element;
pub use inbox::{Mail, Text, TextNotice};
pub use issuing::issue_code;
pub use jar::Jar;
pub use log::Log;
pub use oidc_client::{Answer, Asked, OidcClient, Proof, asks, basic};
pub use page::{Form, Page};
pub use people::{PASSWORD, Person};
pub use portal::{HELP_DESK, Portal};
pub use rng::SeededRng;
pub use second_factors::{NUMBER, ask_key};
pub use settings::{APP, ORIGIN, OTHER_APP, settings, settings_behind_a_proxy, settings_with_passkeys};
pub use signing_keys::test_key;
