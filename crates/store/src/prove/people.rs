//! Accounts, their factors and their journeys.

use super::Invariant;
use super::rule::{Given, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        invariant: Invariant {
            name: "factor-whole",
            see: "2, 22, 36; SF-06",
            says: "a factor has its secret until it is wiped, and a security key has its credential and count with it",
        },
        table: "factors",
        count: "SELECT COUNT(*) AS looked FROM factors",
        find: "SELECT id AS broken FROM factors WHERE (secret_sealed IS NULL) <> (wiped_at IS NOT NULL) \
               OR (wiped_at IS NULL AND (credential_hash IS NULL OR sign_count IS NULL) \
               AND kind NOT IN ('totp', 'sms')) ORDER BY id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "key-of-one-account",
            see: "21; WA-03",
            says: "a security key or passkey is of one account, once",
        },
        table: "factors",
        count: "SELECT COUNT(*) AS looked FROM factors WHERE credential_hash IS NOT NULL",
        find: "SELECT MIN(bound_at) AS bound, credential_hash AS broken FROM factors WHERE credential_hash IS NOT NULL \
               GROUP BY credential_hash HAVING COUNT(*) > 1 ORDER BY bound LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "epoch",
            see: "6; J13",
            says: "no journey is of an epoch that its account has not reached",
        },
        table: "journeys",
        count: "SELECT COUNT(*) AS looked FROM journeys",
        find: "SELECT j.id AS broken FROM journeys j JOIN accounts a ON a.id = j.account_id \
               WHERE j.epoch > a.epoch OR j.revision < 0 ORDER BY j.id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "journey-grant-own",
            see: "7, 11; J6",
            says: "a journey lives by a grant of its own account",
        },
        table: "journeys",
        count: "SELECT COUNT(*) AS looked FROM journeys WHERE grant_id IS NOT NULL",
        find: "SELECT j.id AS broken FROM journeys j JOIN grants g ON g.id = j.grant_id \
               WHERE g.account_id <> j.account_id ORDER BY j.id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "erased-is-empty",
            see: "37; NL-01",
            says: "of an account that was erased nothing personal is left",
        },
        table: "accounts",
        count: "SELECT COUNT(*) AS looked FROM accounts WHERE erased_at IS NOT NULL",
        find: "SELECT a.id AS broken FROM accounts a WHERE a.erased_at IS NOT NULL AND (a.status <> 'disabled' \
               OR a.display_name <> '' OR a.mail IS NOT NULL OR a.notice_mail IS NOT NULL OR a.phone_sealed IS NOT NULL \
               OR a.password_sealed IS NOT NULL \
               OR EXISTS (SELECT 1 FROM factors f WHERE f.account_id = a.id AND f.secret_sealed IS NOT NULL) \
               OR EXISTS (SELECT 1 FROM outbox o WHERE o.account_id = a.id) \
               OR EXISTS (SELECT 1 FROM former_addresses o WHERE o.account_id = a.id) \
               OR EXISTS (SELECT 1 FROM token_families t WHERE t.account_id = a.id)) ORDER BY a.id LIMIT 1",
        given: Given::Nothing,
    },
];
