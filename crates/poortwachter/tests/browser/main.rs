//! The journeys in a real browser (issue "The article's journey"): Chromium against the real binary, `oathtool` as the
//! authenticator app and `zbarimg` as the camera, none of which we wrote.
//!
//! Every test starts its own portal and its own chromedriver, clicks what a person would click, by the words that stand on it,
//! and ends what it started. Begin reading at [`article`]; the tools are in [`stage`], [`browser`] and [`words`]. `./test` installs what
//! is needed; screenshots are written by `./scripts/screens` only.

mod accessibility;
mod application;
mod application_pages;
mod article;
mod audit_page;
mod authenticator;
mod authority;
mod browser;
mod ceremony;
mod clients;
mod cookies_and_paper;
mod echo;
mod forward;
mod front;
mod help_pictures;
mod keyboard;
mod links;
mod lures;
mod methods;
mod operator;
mod paper;
mod passkey;
mod phone;
mod portal;
mod proxy;
mod relying_party;
mod screens;
mod second_browser;
mod security_key;
mod several;
mod signposts;
mod sms;
mod spoofing;
mod stage;
mod steps;
mod tools;
mod two_sites;
mod virtual_key;
mod walk;
mod wandering;
mod ways_back;
mod words;
