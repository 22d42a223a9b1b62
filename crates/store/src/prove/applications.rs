//! What applications were given: one code for each login, tokens for it only when it was spent, and one refresh token at a time.

use super::Invariant;
use super::rule::{Given, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        invariant: Invariant {
            name: "code-one-of-family",
            see: "38; OP-04",
            says: "one login at an application had one authorization code",
        },
        table: "token_families",
        count: "SELECT COUNT(*) AS looked FROM authorization_codes",
        find: "SELECT family_id AS broken FROM authorization_codes GROUP BY family_id HAVING COUNT(*) > 1 \
               ORDER BY family_id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "tokens-of-spent-code",
            see: "38; OP-04",
            says: "there are tokens only where the code was redeemed",
        },
        table: "token_families",
        count: "SELECT COUNT(*) AS looked FROM token_families",
        find: "SELECT f.id AS broken FROM token_families f WHERE NOT EXISTS (SELECT 1 FROM authorization_codes c \
               WHERE c.family_id = f.id AND c.spent_at IS NOT NULL) \
               AND (EXISTS (SELECT 1 FROM access_tokens t WHERE t.family_id = f.id) \
               OR EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.family_id = f.id)) ORDER BY f.id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "refresh-token-once",
            see: "38; OP-09",
            says: "of all refresh tokens of one login at an application at most one is not used yet",
        },
        table: "token_families",
        count: "SELECT COUNT(*) AS looked FROM refresh_tokens",
        find: "SELECT family_id AS broken FROM refresh_tokens GROUP BY family_id \
               HAVING COUNT(*) - COUNT(spent_at) > 1 ORDER BY family_id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "family-end-has-reason",
            see: "38, 39; OP-09",
            says: "a login at an application that was ended says why",
        },
        table: "token_families",
        count: "SELECT COUNT(*) AS looked FROM token_families WHERE revoked_at IS NOT NULL",
        find: "SELECT id AS broken FROM token_families WHERE (revoked_at IS NULL) <> (revoked_reason IS NULL) \
               ORDER BY id LIMIT 1",
        given: Given::Nothing,
    },
];
