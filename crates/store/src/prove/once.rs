//! What counts once: grants, mailed links, codes and tokens of applications.

use super::Invariant;
use super::rule::{Given, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        invariant: Invariant {
            name: "grant-one-live",
            see: "7; J6",
            says: "an account has at most one grant that counts",
        },
        table: "grants",
        count: "SELECT COUNT(*) AS looked FROM grants WHERE spent_at IS NULL AND killed_at IS NULL",
        find: "SELECT account_id AS broken FROM grants WHERE spent_at IS NULL AND killed_at IS NULL \
               GROUP BY account_id HAVING COUNT(*) > 1 ORDER BY account_id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "grant-ends-once",
            see: "4, 7, 35; J6, J6b",
            says: "a grant was spent or killed, never both, and its number was tried five times at most",
        },
        table: "grants",
        count: "SELECT COUNT(*) AS looked FROM grants",
        find: "SELECT id AS broken FROM grants WHERE (spent_at IS NOT NULL AND killed_at IS NOT NULL) \
               OR pin_tries > 5 ORDER BY id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "password-link-once",
            see: "27; FP-02",
            says: "a mailed link for a password was used or killed, never both, and one of an account counts at most",
        },
        table: "password_links",
        count: "SELECT COUNT(*) AS looked FROM password_links",
        find: "SELECT id AS broken FROM password_links l WHERE (used_at IS NOT NULL AND killed_at IS NOT NULL) \
               OR (used_at IS NULL AND killed_at IS NULL AND EXISTS (SELECT 1 FROM password_links o \
               WHERE o.account_id = l.account_id AND o.id <> l.id AND o.used_at IS NULL AND o.killed_at IS NULL)) \
               ORDER BY id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "address-link-once",
            see: "33; J9",
            says: "a link to a new address was used or killed, never both, and one of each field counts at most",
        },
        table: "address_changes",
        count: "SELECT COUNT(*) AS looked FROM address_changes",
        find: "SELECT token_hash AS broken FROM address_changes l WHERE \
               (confirmed_at IS NOT NULL AND killed_at IS NOT NULL) \
               OR (confirmed_at IS NULL AND killed_at IS NULL AND EXISTS (SELECT 1 FROM address_changes o \
               WHERE o.account_id = l.account_id AND o.field = l.field AND o.token_hash <> l.token_hash \
               AND o.confirmed_at IS NULL AND o.killed_at IS NULL)) ORDER BY token_hash LIMIT 1",
        given: Given::Nothing,
    },
];
