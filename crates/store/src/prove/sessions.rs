//! Sessions: each with both proofs, of an account that may log in.

use super::Invariant;
use super::rule::{Given, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        invariant: Invariant {
            name: "session-both-proofs",
            see: "1, 2; J1, SE-01",
            says: "each session has an account with a password and a factor of that account that still counts",
        },
        table: "sessions",
        count: "SELECT COUNT(*) AS looked FROM sessions",
        find: "SELECT s.id AS broken FROM sessions s LEFT JOIN accounts a ON a.id = s.account_id \
               LEFT JOIN factors f ON f.id = s.factor_id AND f.account_id = s.account_id AND f.wiped_at IS NULL \
               WHERE a.id IS NULL OR a.password_sealed IS NULL OR f.id IS NULL OR s.expires_at <= s.created_at \
               ORDER BY s.id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "session-account-open",
            see: "30, 39; SE-08, J13",
            says: "no session is of an account that is suspended or disabled",
        },
        table: "sessions",
        count: "SELECT COUNT(*) AS looked FROM sessions",
        find: "SELECT s.id AS broken FROM sessions s JOIN accounts a ON a.id = s.account_id \
               WHERE a.status <> 'active' ORDER BY s.id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "session-confirmation-whole",
            see: "28; J14",
            says: "a confirmed session says when and with which factor of its account",
        },
        table: "sessions",
        count: "SELECT COUNT(*) AS looked FROM sessions WHERE stepped_up_at IS NOT NULL OR stepped_up_factor IS NOT NULL",
        find: "SELECT s.id AS broken FROM sessions s LEFT JOIN factors f \
               ON f.id = s.stepped_up_factor AND f.account_id = s.account_id \
               WHERE (s.stepped_up_at IS NULL) <> (s.stepped_up_factor IS NULL) \
               OR (s.stepped_up_factor IS NOT NULL AND f.id IS NULL) ORDER BY s.id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "forward-session-of-its-owner",
            see: "2, 12; FA-02",
            says: "a session at an application's host is of the account of its session here",
        },
        table: "forward_sessions",
        count: "SELECT COUNT(*) AS looked FROM forward_sessions",
        find: "SELECT w.token_hash AS broken FROM forward_sessions w LEFT JOIN sessions s \
               ON s.id = w.session_id AND s.account_id = w.account_id WHERE s.id IS NULL ORDER BY w.token_hash LIMIT 1",
        given: Given::Nothing,
    },
];
