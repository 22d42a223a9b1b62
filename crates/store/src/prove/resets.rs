//! Recoveries and resets: whole, told, and each with its code.
//!
//! The moment of an acceptance is `accepted_until` less the 24 hours of rule J4. Rows are held against it by equality: whatever was
//! written in one step has one time, also when a clock was set back in between.

use super::Invariant;
use super::rule::{Given, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        invariant: Invariant {
            name: "reset-wiped",
            see: "5, 8, 9; J4, RC-03",
            says: "no recovery code was accepted without the wipe of the factors that were there",
        },
        table: "recovery_codes",
        count: "SELECT COUNT(*) AS looked FROM recovery_codes WHERE accepted_until IS NOT NULL",
        find: "SELECT c.id AS broken FROM recovery_codes c WHERE c.accepted_until IS NOT NULL \
               AND EXISTS (SELECT 1 FROM factors f WHERE f.account_id = c.account_id AND f.wiped_at IS NULL \
               AND f.bound_at < c.accepted_until - 86400000000) \
               AND NOT EXISTS (SELECT 1 FROM factors w WHERE w.account_id = c.account_id \
               AND w.wiped_at = c.accepted_until - 86400000000) ORDER BY c.id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "reset-granted",
            see: "7, 9; J6a",
            says: "a grant for a recovery stands beside a code of its account that was accepted",
        },
        table: "grants",
        count: "SELECT COUNT(*) AS looked FROM grants WHERE kind = 'recovery-code'",
        find: "SELECT g.id AS broken FROM grants g WHERE g.kind = 'recovery-code' AND NOT EXISTS \
               (SELECT 1 FROM recovery_codes c WHERE c.account_id = g.account_id AND c.accepted_until IS NOT NULL) \
               ORDER BY g.id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "reset-logged",
            see: "5; RC-03, LO-01",
            says: "every acceptance of a recovery code of late stands in the audit log",
        },
        table: "recovery_codes",
        count: "SELECT COUNT(*) AS looked FROM recovery_codes WHERE accepted_until > $1",
        find: "SELECT c.id AS broken FROM recovery_codes c WHERE c.accepted_until - 86400000000 > $1 AND NOT EXISTS \
               (SELECT 1 FROM audit t WHERE t.account_id = c.account_id AND t.event = 'recovery_accepted' \
               AND t.at = c.accepted_until - 86400000000) ORDER BY c.id LIMIT 1",
        given: Given::ToldSince,
    },
    Rule {
        invariant: Invariant {
            name: "reset-told",
            see: "5; J9, RC-03, RC-06",
            says: "every reset of late has its notice among the messages, whatever became of it",
        },
        table: "audit",
        count: "SELECT COUNT(*) AS looked FROM audit WHERE at > $1 AND (event = 'recovery_accepted' \
                OR (event = 'factor_wiped' AND reason = 'help-desk'))",
        // Whoever had no address then has a former one without a value, or has none now.
        find: "SELECT t.id AS broken FROM audit t JOIN accounts a ON a.id = t.account_id \
               WHERE t.at > $1 AND (t.event = 'recovery_accepted' OR (t.event = 'factor_wiped' AND t.reason = 'help-desk')) \
               AND a.erased_at IS NULL AND a.mail IS NOT NULL AND NOT EXISTS (SELECT 1 FROM former_addresses m \
               WHERE m.account_id = a.id AND m.field = 'mail' AND m.value_sealed IS NULL AND m.replaced_at >= t.at) \
               AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.account_id = t.account_id AND o.at = t.at \
               AND o.kind IN ('recovery-done', 'reset-by-help-desk')) ORDER BY t.id LIMIT 1",
        given: Given::ToldSince,
    },
    Rule {
        invariant: Invariant {
            name: "recovery-code-one-live",
            see: "9; RC-01, J5",
            says: "an account has at most one recovery code that counts",
        },
        table: "recovery_codes",
        count: "SELECT COUNT(*) AS looked FROM recovery_codes WHERE hash_sealed IS NOT NULL",
        find: "SELECT account_id AS broken FROM recovery_codes WHERE hash_sealed IS NOT NULL \
               GROUP BY account_id HAVING COUNT(*) > 1 ORDER BY account_id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "recovery-code-whole",
            see: "9, 29; J4, J5, RC-10",
            says: "a recovery code has the times of its state, and its hash as long as it counts",
        },
        table: "recovery_codes",
        count: "SELECT COUNT(*) AS looked FROM recovery_codes",
        find: "SELECT id AS broken FROM recovery_codes WHERE \
               status NOT IN ('shown', 'active', 'waiting', 'accepted', 'spent', 'void') \
               OR (status = 'active' AND confirmed_at IS NULL) OR (status = 'waiting' AND effective_at IS NULL) \
               OR (status = 'accepted' AND (accepted_at IS NULL OR accepted_until IS NULL)) \
               OR (hash_sealed IS NULL) <> (status IN ('spent', 'void')) ORDER BY id LIMIT 1",
        given: Given::Nothing,
    },
];
