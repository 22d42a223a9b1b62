//! The pages over HTTP, on the in-process portal. One file per address, and one per rule that holds for every address.
//!
//! Begin reading at `journeys.rs`, the walks of product.md, or at `coverage.rs`, which knows every route.
#![allow(clippy::unwrap_used)]

mod account;
mod account_acts;
mod activate;
mod activation_pin;
mod bad_input;
mod bad_input_factors;
mod cannot_log_in;
mod confirm;
mod coverage;
mod csrf;
mod enrol;
mod enrol_key;
mod enrol_sms;
mod enumeration;
mod forgot_journeys;
mod forgot_limits;
mod forgot_link;
mod forgot_password;
mod forgot_username;
mod headers;
mod help;
mod help_operator;
mod help_search;
mod journeys;
mod language;
mod leaving;
mod letter;
mod login;
mod new_password;
mod not_me;
mod password_strength;
mod recovery_code;
mod recovery_delay;
mod reset;
mod reset_delay;
mod reset_link;
mod second_factor;
mod second_factor_key;
mod second_factor_sms;
mod secrets;
mod sending;
mod sessions;
mod several_factors;
mod sms_lanes;
mod sms_note;
mod snapshots;
mod switched_off;
mod theft;
mod throttling;
mod timing;
