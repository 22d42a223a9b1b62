-- What was given up and what waits is counted while the portal serves, and listed for the operator: without a look at everything that ever was.
CREATE INDEX outbox_given_up ON outbox (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX logout_outbox_given_up ON logout_outbox (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX recovery_codes_waiting ON recovery_codes (account_id) WHERE status = 'waiting';
