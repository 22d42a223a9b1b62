-- Links by letter, with a number beside them, and with a delay (rules J6b and J6c, requirements RC-11 and RC-13).
-- pin: a keyed hash bound to the row; pin_tries: tries that were taken, at most five. not_before: null counts from the start.
-- sent_by: mail, letter or shown; null for grants that are no link.
ALTER TABLE grants ADD COLUMN pin TEXT;
ALTER TABLE grants ADD COLUMN pin_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE grants ADD COLUMN not_before BIGINT;
ALTER TABLE grants ADD COLUMN sent_by TEXT;
