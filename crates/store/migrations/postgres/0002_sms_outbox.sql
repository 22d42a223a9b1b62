-- Codes by SMS: to which journey a message belongs, until when it is worth sending, who took it, and what became of it.
-- `delivery` is of channel 'sms' only: waiting, accepted, delivered, undelivered, failed, expired, superseded.
ALTER TABLE outbox ADD COLUMN journey_id UUID;
ALTER TABLE outbox ADD COLUMN expires_at BIGINT;
ALTER TABLE outbox ADD COLUMN gateway TEXT;
ALTER TABLE outbox ADD COLUMN gateway_message TEXT;
ALTER TABLE outbox ADD COLUMN delivery TEXT;
ALTER TABLE outbox ADD COLUMN delivered_at BIGINT;
CREATE INDEX outbox_journey ON outbox (journey_id) WHERE journey_id IS NOT NULL;
-- The oldest first, and what has outlived its code, without a look at everything that waits.
CREATE INDEX outbox_sms_waiting ON outbox (created_at, id) WHERE channel = 'sms' AND sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_sms_expiry ON outbox (expires_at) WHERE channel = 'sms' AND sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_gateway_message ON outbox (gateway, gateway_message) WHERE gateway_message IS NOT NULL;

-- What a gateway reported of a message before our own mark of its acceptance was written.
CREATE TABLE sms_receipts (
    gateway  TEXT NOT NULL,
    message  TEXT NOT NULL,
    delivery TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (gateway, message)
);
