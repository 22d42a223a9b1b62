//! Messages: each once, and with nothing secret in it when it is over.

use super::Invariant;
use super::rule::{Given, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        invariant: Invariant {
            name: "notice-once",
            see: "24; J9",
            says: "no notice of one event stands twice among the messages to one address",
        },
        table: "outbox",
        count: "SELECT COUNT(*) AS looked FROM outbox WHERE channel = 'mail'",
        find: "SELECT o.id AS broken FROM outbox o WHERE o.channel = 'mail' AND EXISTS (SELECT 1 FROM \
               (SELECT account_id, recipient, kind, at FROM outbox WHERE channel = 'mail' \
               GROUP BY account_id, recipient, kind, at HAVING COUNT(*) > 1) d WHERE d.account_id = o.account_id \
               AND d.recipient = o.recipient AND d.kind = o.kind AND d.at = o.at) ORDER BY o.id DESC LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "sms-one-waits",
            see: "18, 24; SM-01",
            says: "of the codes by SMS of one journey at most one waits",
        },
        table: "outbox",
        count: "SELECT COUNT(*) AS looked FROM outbox WHERE channel = 'sms'",
        find: "SELECT journey_id AS broken FROM outbox WHERE channel = 'sms' AND journey_id IS NOT NULL \
               AND sent_at IS NULL AND failed_at IS NULL GROUP BY journey_id HAVING COUNT(*) > 1 \
               ORDER BY journey_id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "message-forgets",
            see: "13; SM-08",
            says: "a message that was sent or given up holds no link, number or code",
        },
        table: "outbox",
        count: "SELECT COUNT(*) AS looked FROM outbox WHERE sent_at IS NOT NULL OR failed_at IS NOT NULL",
        find: "SELECT id AS broken FROM outbox WHERE payload_sealed IS NOT NULL \
               AND (sent_at IS NOT NULL OR failed_at IS NOT NULL) ORDER BY id LIMIT 1",
        given: Given::Nothing,
    },
    Rule {
        invariant: Invariant {
            name: "cookie-is-nobodys-twice",
            see: "12; SE-01",
            says: "a cookie is of a session or of a journey, and of one only",
        },
        table: "sessions",
        count: "SELECT (SELECT COUNT(*) FROM sessions) + (SELECT COUNT(*) FROM journeys) AS looked",
        find: "SELECT token_hash AS broken FROM (SELECT token_hash FROM sessions UNION ALL SELECT token_hash FROM journeys \
               UNION ALL SELECT token_hash FROM forward_sessions UNION ALL SELECT token_hash FROM grants) t \
               GROUP BY token_hash HAVING COUNT(*) > 1 LIMIT 1",
        given: Given::Nothing,
    },
];
