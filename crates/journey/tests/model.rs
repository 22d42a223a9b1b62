//! The journey, model-checked: two browsers of one account, tabs that race, a second account, an attacker with the password and later the
//! code, Back, expiry. Load, verify and commit are separate steps, so that races are in the model.
//!
//! It runs the real `journey::step` and the real verifiers with 8 KiB Argon2 against a database in memory (`house/`). The configurations are
//! in `model/scenarios.rs`, for codes by SMS, keys, several factors and switched-off kinds in `model/kinds.rs`, and for mailed links,
//! confirmed sessions and recoveries that wait in `model/acts.rs`; what must hold in
//! `model/properties.rs`, the planted bugs in `house/bug.rs`.
//! Figures: `cargo nextest run -p journey --test model --no-capture`.
#![allow(missing_docs, clippy::unwrap_used)]

mod house;
#[path = "model/mod.rs"]
mod parts;

use house::bug::Bug;
use parts::properties as rule;
use parts::scenario::Scenario;
use parts::{acts, explore, kinds, scenarios};
use rstest::rstest;

#[rstest]
#[case::two_browsers(scenarios::two_browsers())]
#[case::two_tabs(scenarios::two_tabs())]
#[case::two_tabs_turning(scenarios::two_tabs_turning())]
#[case::attacker_with_password(scenarios::attacker_with_password())]
#[case::attacker_with_code(scenarios::attacker_with_code())]
#[case::second_account(scenarios::second_account())]
#[case::activation(scenarios::activation())]
#[case::first_login(scenarios::first_login())]
#[case::help_desk(scenarios::help_desk())]
#[case::closing(scenarios::closing())]
#[case::expiry(scenarios::expiry())]
#[case::back(scenarios::back())]
#[case::guessing_codes(scenarios::guessing_codes())]
#[case::guessing_factors(scenarios::guessing_factors())]
#[case::two_tabs_guessing(scenarios::two_tabs_guessing())]
#[case::voiding(scenarios::voiding())]
#[case::sms(kinds::sms())]
#[case::sms_two_browsers(kinds::sms_two_browsers())]
#[case::sms_two_tabs(kinds::sms_two_tabs())]
#[case::keys(kinds::keys())]
#[case::keys_two_tabs(kinds::keys_two_tabs())]
#[case::passkeys(kinds::passkeys())]
#[case::passkey_and_key(kinds::passkey_and_key())]
#[case::switching(kinds::switching())]
#[case::several(kinds::several())]
#[case::advice(kinds::advice())]
#[case::advice_two_browsers(kinds::advice_two_browsers())]
#[case::enrolling(kinds::enrolling())]
#[case::enrolling_two_tabs(kinds::enrolling_two_tabs())]
#[case::guessing_a_number(kinds::guessing_a_number())]
#[case::pending_expires(kinds::pending_expires())]
#[case::switched_off(kinds::switched_off())]
#[case::window(kinds::window())]
#[case::step_up(acts::step_up())]
#[case::step_up_two_tabs(acts::step_up_two_tabs())]
#[case::account_acts(acts::account_acts())]
#[case::replacing(acts::replacing())]
#[case::forgotten(acts::forgotten())]
#[case::forgotten_without_factor(acts::forgotten_without_factor())]
#[case::forgotten_two_tabs(acts::forgotten_two_tabs())]
#[case::forced_change(acts::forced_change())]
#[case::delay(acts::delay())]
fn j1_to_j13_hold_in_every_state(#[case] scenario: Scenario) {
    explore::explore(scenario);
}

#[rstest]
#[case::skip_wizard(Bug::SkipWizard, scenarios::activation(), rule::BOTH_PROVEN)]
#[case::factor_of_another_account(Bug::FactorOfAnotherAccount, scenarios::attacker_with_password(), rule::BOTH_PROVEN)]
#[case::code_logs_in(Bug::CodeLogsIn, scenarios::two_browsers(), rule::NO_LOGIN_BY_CODE)]
#[case::no_expiry(Bug::NoExpiry, scenarios::expiry(), rule::EXPIRED)]
#[case::enrol_without_grant(Bug::EnrolWithoutGrant, scenarios::attacker_with_password(), rule::ATTACKER)]
#[case::wipe_leaves_sessions(Bug::WipeLeavesSessions, scenarios::two_browsers(), rule::WIPE_ENDS_SESSIONS)]
#[case::grant_of_another_account(Bug::GrantOfAnotherAccount, scenarios::second_account(), rule::RIGHT_TO_ENROL)]
#[case::counts_reset_by_switching(Bug::CountsResetBySwitching, scenarios::guessing_codes(), rule::TRIES)]
#[case::no_epoch_check(Bug::NoEpochCheck, scenarios::two_browsers(), rule::WIPE_ENDS_SESSIONS)]
#[case::two_live_grants(Bug::TwoLiveGrants, scenarios::help_desk(), rule::ONE_GRANT)]
#[case::code_accepted_twice(Bug::CodeAcceptedTwice, scenarios::two_browsers(), rule::ONE_WIPE)]
#[case::step_not_burnt(Bug::StepNotBurnt, scenarios::two_browsers(), rule::STEP_ONCE)]
#[case::shown_code_counts(Bug::ShownCodeCounts, scenarios::closing(), rule::CODE_FIRST)]
#[case::no_revision_check(Bug::NoRevisionCheck, scenarios::two_tabs(), rule::ENDED)]
#[case::nobody_is_told(Bug::NobodyIsTold, scenarios::two_browsers(), rule::TOLD)]
#[case::counted_too_late(Bug::CountedTooLate, scenarios::voiding(), rule::TRIES)]
#[case::lost_wrong_is_forgotten(Bug::LostWrongIsForgotten, scenarios::two_tabs_guessing(), rule::TRIES)]
#[case::recovery_not_resumable(Bug::RecoveryNotResumable, scenarios::two_browsers(), rule::LIVE)]
#[case::grant_stays_alive(Bug::GrantStaysAlive, scenarios::activation(), rule::RIGHT_TO_ENROL)]
#[case::old_sms_accepted(Bug::OldSmsAccepted, kinds::sms(), rule::NEWEST_CODE)]
#[case::old_sms_accepted_at_s5(Bug::OldSmsAccepted, kinds::enrolling(), rule::NEWEST_CODE)]
#[case::switching_kinds_resets_counts(Bug::SwitchingKindsResetsCounts, kinds::switching(), rule::TRIES)]
#[case::pending_key_counts(Bug::PendingKeyCounts, kinds::enrolling(), rule::PENDING)]
#[case::switched_off_is_no_factor(Bug::SwitchedOffIsNoFactor, kinds::switched_off(), rule::PASSED_OVER)]
#[case::switched_off_lets_the_attacker_in(Bug::SwitchedOffIsNoFactor, kinds::switched_off(), rule::ATTACKER)]
#[case::switched_off_logs_in(Bug::SwitchedOffLogsIn, kinds::window(), rule::SWITCHED_OFF)]
#[case::challenge_survives(Bug::ChallengeSurvives, kinds::keys(), rule::CHALLENGE_ONCE)]
#[case::licence_of_another_journey(Bug::LicenceOfAnotherJourney, kinds::advice(), rule::RIGHT_TO_ENROL)]
#[case::confirming_keeps_epoch(Bug::ConfirmingKeepsEpoch, kinds::advice_two_browsers(), rule::CODE_FIRST)]
#[case::count_not_advanced(Bug::CountNotAdvanced, kinds::keys(), rule::STEP_ONCE)]
#[case::unverified_passkey(Bug::UnverifiedPasskeyCounts, kinds::passkeys(), rule::BOTH_PROVEN)]
#[case::unverified_passkey_lets_the_attacker_in(Bug::UnverifiedPasskeyCounts, kinds::passkeys(), rule::ATTACKER)]
#[case::link_alone_sets_password(Bug::LinkAloneSetsPassword, acts::forgotten(), rule::PASSWORD)]
#[case::link_opens_wizard(Bug::LinkOpensWizard, acts::forgotten_without_factor(), rule::RIGHT_TO_ENROL)]
#[case::link_stays_alive(Bug::LinkStaysAlive, acts::forgotten(), rule::LINK_ONCE)]
#[case::cancel_link_opens(Bug::CancelLinkOpens, acts::delay(), rule::BOTH_PROVEN)]
#[case::delay_skipped(Bug::DelaySkipped, acts::delay(), rule::WAITED)]
#[case::step_up_of_another_session(Bug::StepUpOfAnotherSession, acts::step_up(), rule::CONFIRMED)]
#[case::act_unconfirmed(Bug::ActUnconfirmed, acts::account_acts(), rule::RIGHT_TO_ENROL)]
#[case::forced_change_before_factor(Bug::ForcedChangeBeforeFactor, acts::forced_change(), rule::PASSWORD)]
#[case::forced_change_skipped(Bug::ForcedChangeSkipped, acts::forced_change(), rule::CHANGED_FIRST)]
fn planted_bug_is_found(#[case] bug: Bug, #[case] scenario: Scenario, #[case] broken: &'static str) {
    explore::find(scenario, bug, broken);
}
