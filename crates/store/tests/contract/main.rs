//! What the store promises, shown on both databases with the same cases.
//!
//! Each case is an async function that takes a [`kit::Kit`]: a store with one empty database and real verifiers. The macro below makes a test of
//! each on SQLite, and one of each topic on PostgreSQL, with a server for the topic and a database for the case; it fails when PostgreSQL is missing.

#![allow(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod accounts;
mod activation;
mod acts;
mod addresses;
mod audit_chain;
mod audit_reading;
mod audit_sealing;
mod backup;
mod checks;
mod crash;
mod disputes;
mod doctor;
mod export;
mod factors;
mod forgotten;
mod forward;
mod grants;
mod import;
mod journeys;
mod keys;
mod kinds;
mod kit;
mod leaving;
mod life;
mod maintenance;
mod notices;
mod oidc_clients;
mod oidc_codes;
mod oidc_consents;
mod oidc_keys;
mod oidc_kit;
mod oidc_logout;
mod oidc_person;
mod oidc_requests;
mod oidc_tokens;
mod outbox;
mod outbox_acts;
mod own_account;
mod passkeys;
mod password_links;
mod proving;
mod races;
mod recovery;
mod requests;
mod restoring;
mod rotation;
mod schema;
mod secrets;
mod sending;
mod sessions;
mod sms;
mod step_up;
mod tampering;
mod tries;
mod upgrading;
mod waiting;
mod walk;
mod watching;

macro_rules! on_both {
    ($($topic:ident { $($case:ident),+ $(,)? })+) => {
        mod sqlite {
            $($(#[test] fn $case() { $crate::kit::on_sqlite($crate::$topic::$case); })+)+
        }
        mod postgresql {
            $(#[test] fn $topic() {
                $crate::kit::on_postgres(async |server| {
                    $($crate::kit::on_server(server, stringify!($case), $crate::$topic::$case).await;)+
                });
            })+
        }
    };
}

on_both! {
    accounts {
        accounts_are_made_found_listed_and_changed,
        se_08_closing_an_account_ends_everything,
        d9_unlocking_forgets_every_counter,
        rc_14_an_operators_reason_stands_in_the_audit_log,
        en_02_an_unknown_name_costs_the_same_statements,
    }
    activation {
        j6b_fifty_tries_of_one_number_never_exceed_five,
        j6b_the_fifth_wrong_number_kills_the_link,
        j6b_the_number_and_a_password_go_together,
        rc_11_a_reset_waits_and_the_owner_hears_of_it,
        rc_11_a_login_cancels_a_reset_whether_it_waits_or_not,
        rc_11_a_login_and_a_reset_at_once_leave_no_reset_behind_a_session,
        rc_13_a_letter_takes_the_place_of_a_mailed_link,
    }
    addresses {
        j9_an_address_changes_with_the_link_and_both_are_told,
        a_newer_link_kills_the_older,
        rc_09_addresses_stay_for_72_hours_after_a_recovery,
        the_second_address_can_go,
        fifty_clicks_on_one_link,
    }
    checks {
        fa_04_whatever_ends_a_session_ends_its_check_at_once,
        sf_05_a_removed_factor_ends_its_checks,
        fa_04_what_changes_shows_at_once,
        fa_04_a_change_elsewhere_is_known_within_a_second,
        fa_04_no_check_says_alive_after_the_end_has_returned,
        se_02_a_check_asks_the_time_and_forward_auth_is_activity,
        one_reading_at_a_time,
    }
    audit_chain {
        lo_05_what_is_written_is_sealed_in_order_and_verifies,
        lo_05_whatever_is_changed_is_found_and_named,
        lo_05_removed_inserted_and_moved_entries_are_told_apart,
        lo_05_what_is_cut_off_or_hung_on_at_the_ends_is_found,
        lo_05_a_kept_head_finds_a_truncated_end,
    }
    audit_reading {
        lo_05_a_range_is_read_in_pages_with_names,
        lo_05_a_sink_goes_on_where_it_was,
        lo_05_fifty_claims_of_one_sink,
        lo_07_what_happened_is_counted,
    }
    audit_sealing {
        lo_05_two_who_seal_at_once_make_one_chain,
        lo_05_a_crash_leaves_a_batch_unsealed_or_sealed,
        lo_05_a_chain_made_anew_does_not_get_signed,
        lo_05_older_heads_may_outlive_their_key,
        lo_05_an_entry_with_an_old_time_is_noted,
        lo_08_what_is_purged_leaves_an_anchor,
        lo_08_a_falsified_beginning_is_not_purged,
        lo_08_addresses_are_cut_and_the_chain_still_fits,
        lo_08_the_terms_are_those_that_were_set,
    }
    backup {
        every_table_is_backed_up_or_left_out_for_a_reason,
        a_backup_is_whole_and_moves_between_the_two_databases,
        a_backup_of_a_moment_under_writers_is_one_picture,
        a_backup_that_is_cut_or_changed_is_refused,
        a_backup_of_others_or_of_a_newer_program_is_refused,
        a_backup_of_an_older_release_is_brought_up_to_date,
    }
    crash {
        rc_03_a_crash_at_any_statement_leaves_the_old_or_the_new,
        rc_03_a_crash_while_a_number_or_a_key_is_set_up_and_used,
    }
    disputes {
        rc_08_an_objection_closes_the_account_and_acts_once,
        rc_08_an_objection_lives_for_fourteen_days,
        j13_an_objection_and_a_login_leave_no_live_session,
        rc_08_fifty_clicks_close_it_once,
        j9_reinstating_destroys_and_restores,
        j9_the_first_password_may_be_disputed,
        rc_08_an_objection_opens_nothing_that_an_administrator_closed,
        rc_03_a_crash_while_an_account_is_disputed_or_reinstated,
    }
    export {
        nl_01_every_column_is_exported_or_left_out,
        nl_01_an_export_is_whole_and_holds_no_secret,
    }
    factors {
        each_kind_is_stored_loaded_and_wiped,
        facts_tell_the_role_and_when_a_factor_was_used,
        sf_06_a_kind_that_goes_leaves_its_history,
        sm_01_a_code_goes_out_with_its_step_or_not_at_all,
        sm_01_a_code_is_used_once,
    }
    forgotten {
        fp_02_a_link_is_the_newest_and_lasts_half_an_hour,
        fp_03_link_and_factor_set_a_password,
        fp_02_fifty_uses_of_one_link,
        fp_08_both_lost_happens_whole_or_not_at_all,
    }
    forward {
        fa_02_a_ticket_opens_its_host_in_its_browser_once,
        fa_02_fifty_uses_of_one_ticket,
        nl_01_where_somebody_was_going_is_sealed,
        fa_02_a_cookie_counts_at_its_own_host,
        t15_rows_written_by_hand_open_nothing,
        se_03_a_cookie_proves_what_was_proven_when_it_was_made,
        fa_02_what_nobody_came_back_for_goes,
    }
    grants {
        j6_links_and_grants,
        j6_a_grant_is_spent_by_its_own_row,
        j6b_the_first_password_is_set_once,
        j6c_a_help_desk_reset,
        j6d_the_first_login_by_password,
    }
    import {
        j6_an_imported_password_needs_a_link_for_the_wizard,
        an_import_makes_an_account_whole_or_not_at_all,
        an_import_never_changes_a_password_or_a_factor,
        j6b_an_imported_password_kills_the_activation_link,
        fp_06_mails_of_an_import_wait_for_their_turn,
        the_access_report_says_who_gets_in,
    }
    journeys {
        the_whole_article,
        j13_an_older_epoch_commits_nothing,
        d9_browsers_are_known_for_one_account_and_five_at_most,
        a_journey_of_an_older_release_is_over,
    }
    keys {
        wa_03_fifty_accounts_enrol_one_key,
        wa_03_an_own_key_may_come_back_after_a_wipe,
        wa_07_a_count_is_taken_once_and_only_upwards,
        wa_07_keys_that_do_not_count_stay_at_zero,
        wa_10_a_new_name_is_taken_over_as_long_as_no_key_is_lost,
    }
    leaving {
        nl_01_every_table_of_a_person_is_erased_or_kept_for_a_reason,
        nl_01_an_erased_account_is_nobody,
        nl_01_an_order_can_be_taken_back_and_never_erases_an_open_account,
        nl_01_a_crash_at_any_statement_leaves_all_or_nothing,
    }
    maintenance { what_has_had_its_time_goes }
    doctor { a_word_is_taken_once_and_in_time, the_last_backup_is_told_by_the_audit_log }
    notices {
        rc_06_replaced_addresses_are_told_for_thirty_days,
        rc_06_a_lost_telephone_is_told_for_thirty_days,
        j9_sms_notices_are_sealed_expire_and_are_bounded,
        j9_what_is_over_is_forgotten,
    }
    oidc_clients {
        op_08_clients_are_stored_as_they_are,
        op_08_a_registration_is_changed,
        op_08_a_secret_is_replaced_with_an_overlap,
        op_08_a_secret_is_of_one_client,
        the_list_of_clients_tells_what_is_alive,
    }
    oidc_consents { op_17_consent_is_given_seen_and_taken_back, op_17_two_agreements_at_once_are_both_kept }
    oidc_keys {
        op_12_keys_are_kept_sealed_and_end_in_two_steps,
        op_12_nodes_that_rotate_at_once_make_one_key,
        t15_a_key_written_by_hand_is_none,
    }
    oidc_logout {
        op_19_every_end_is_told_to_the_applications_of_the_session,
        op_19_one_that_does_not_answer_leaves_room_for_others,
        op_19_a_session_that_lapses_is_told,
        op_19_a_row_is_tried_for_a_day,
        op_19_a_claim_ends_and_an_address_may_go,
    }
    oidc_person {
        op_15_a_login_is_told_as_it_happened,
        op_15_j14_an_added_key_raises_nothing_for_a_day,
        op_15_a_replaced_factor_raises_no_login,
        op_10_a_person_is_told_as_known,
        op_10_an_enrolled_number_is_verified,
    }
    oidc_requests {
        j11_each_request_is_its_own_row,
        th_03_the_oldest_requests_are_forgotten,
        j11_a_code_answers_its_request,
        op_07_a_pushed_request_is_taken_once,
        t15_a_request_cannot_be_moved_or_read,
    }
    oidc_tokens {
        op_09_a_refresh_token_that_comes_back_ends_the_family,
        op_09_twenty_uses_of_one_refresh_token,
        op_09_tokens_end_with_the_session,
        op_09_tokens_of_one_session_too_many_end,
        op_09_a_client_switched_off_and_on_gets_nothing_back,
        op_11_families_are_ended_one_by_one_or_all,
        op_09_what_is_over_is_thrown_away,
    }
    oidc_codes {
        op_04_a_code_is_found_redeemed_and_over,
        op_04_twenty_redemptions_of_one_code,
        op_04_only_a_live_login_gives_a_code,
        op_04_issuing_races_the_end_of_the_session,
        op_08_an_assertion_is_burnt_with_the_code,
        t15_a_token_written_by_hand_is_none,
    }
    outbox { j9_every_address_is_told_once, j6_a_newer_link_takes_the_place_of_a_mail_that_waits }
    outbox_acts {
        sm_10_what_was_given_up_is_put_back_once_and_sent_once,
        sm_08_a_code_and_what_is_past_its_life_stay_given_up,
        lo_02_a_message_is_taken_out_with_a_reason,
        op_19_a_logout_is_put_back_while_its_application_has_an_address,
        lo_03_the_list_shows_no_link_code_or_address,
    }
    watching {
        what_waits_and_was_given_up_is_counted,
        what_a_process_did_is_counted_after_the_commit,
    }
    password_links {
        fp_02_the_newest_link_counts_for_half_an_hour,
        fp_03_a_link_and_the_factor_set_the_password_once,
    }
    own_account {
        sf_05_a_factor_goes_with_its_sessions,
        sf_09_the_last_one_stays,
        sf_09_the_last_two_at_once_leave_one,
        a_factor_gets_another_name,
        se_09_own_sessions_are_seen_and_ended,
        the_activity_is_ones_own_and_in_pages,
        a_language_is_stored_once,
        pw_08_a_password_changes_in_a_live_session_only,
        j13_a_changed_password_and_a_disabled_account_at_once,
    }
    passkeys {
        wa_11_a_passkey_is_stored_as_its_kind,
        wa_03_fifty_accounts_enrol_one_passkey,
        wa_07_a_synced_passkey_may_count_backwards,
        wa_07_a_device_bound_passkey_counts_upwards,
        wa_10_passkeys_hold_the_name_too,
    }
    proving {
        every_invariant_holds_of_a_lived_in_database,
        every_invariant_is_broken_by_a_hand_in_the_data,
        the_lists_are_those_of_the_schema,
        proving_changes_nothing,
    }
    races {
        to_03_fifty_uses_of_one_time_step,
        rc_01_fifty_acceptances_of_one_code,
        j6_fifty_uses_of_one_grant,
        j13_fifty_commits_of_one_revision,
    }
    recovery {
        j4_a_recovery_is_one_affair,
        j8_ten_wrong_codes_void_the_code,
        rc_01_a_code_is_accepted_by_its_own_row,
    }
    requests {
        fp_06_an_address_asks_twenty_times_an_hour,
        fp_01_an_unknown_name_costs_the_same,
        fp_06_a_name_has_rows_and_mails_for_an_hour_and_a_day,
        fp_06_fifty_requests_at_once_are_five_rows,
        fp_06_fifty_answers_to_one_request,
        fp_01_a_crash_at_any_statement_leaves_the_request_or_its_answer,
        t15_a_request_that_does_not_open_stands_in_nobodys_way,
        fp_01_usernames_are_found_by_the_letters_of_the_address,
    }
    upgrading {
        people_of_older_releases_go_on,
        an_upgrade_that_was_broken_off_goes_on,
        a_database_of_somebody_else_is_not_touched,
    }
    rotation {
        d8_everything_moves_to_the_new_key_and_the_old_one_goes,
        d8_every_column_that_names_a_key_is_made_anew_or_lived_out,
        d8_a_rewrap_that_is_broken_off_goes_on,
        d8_nobody_notices_a_rotation,
        d8_several_nodes_rewrap_at_once_and_changes_win,
        d8_a_key_that_holds_something_stays,
        d8_an_older_key_file_does_not_start,
        d8_portals_say_which_keys_they_have,
    }
    restoring {
        nothing_that_was_alive_or_used_comes_back,
        what_was_closed_since_stays_closed,
        an_erased_account_does_not_come_back,
        what_applications_lost_since_stays_lost,
        a_database_with_data_is_replaced_only_when_that_is_said,
        a_crash_at_any_statement_leaves_the_old_or_the_new_database,
    }
    schema { opening_knows_keys_and_versions, looking_changes_nothing }
    secrets { lo_03_se_01_no_secret_in_the_database, sm_08_no_number_code_or_public_key_in_the_database }
    sending {
        sm_07_numbers_and_accounts_have_their_limits,
        sm_07_an_address_has_ten_that_led_to_no_login,
        sm_07_every_budget_refuses_and_then_writes_nothing,
        sm_07_two_nodes_never_exceed_the_budget,
        sm_07_two_nodes_never_exceed_the_numbers_limit,
        sm_07_j8_known_browsers_have_a_share_of_their_own,
        sm_07_a_budget_begins_again_with_its_hour_and_day,
        d9_unlocking_forgets_the_codes_of_an_account,
    }
    sessions {
        se_02_sessions_live_as_long_as_they_may,
        se_10_the_oldest_session_ends,
        j11_a_double_click_gets_a_new_cookie,
    }
    sms {
        sm_10_a_code_is_claimed_by_one_sender,
        sm_01_an_older_or_expired_code_is_not_sent,
        sm_08_number_and_code_are_sealed,
        sm_10_receipts_find_their_message,
        sm_10_a_receipt_races_the_mark,
        sm_10_claimers_race,
    }
    step_up {
        j14_a_session_is_confirmed_and_gets_another_cookie,
        t15_a_confirmation_written_by_hand_is_none,
        j14_a_session_that_ended_in_between_is_not_confirmed,
        j14_confirming_races_the_end_of_the_session,
        j14_replacing_a_factor_moves_the_own_session,
        j14_an_act_needs_its_session_to_the_end,
    }
    tampering {
        t15_swapped_ciphertext_does_not_open,
        t15_a_session_written_by_hand_is_none,
        t15_a_message_that_does_not_open_stands_in_nobodys_way,
    }
    tries {
        th_01_two_hundred_guesses_never_exceed_the_limit,
        th_02_tries_are_given_back_one_by_one,
    }
    waiting {
        rc_10_a_recovery_takes_effect_when_its_delay_is_over,
        rc_10_the_link_cancels_once,
        rc_10_cancelling_races_taking_effect,
        rc_10_a_login_cancels_and_time_lapses,
    }
}
