-- An address of an application can name a person ("/dossier?number=..."): it is sealed like the requests of applications (requirement NL-01).
-- Who is on the way at this moment begins again; the rows live a day and a minute.
DELETE FROM forward_requests;
DELETE FROM forward_tickets;
ALTER TABLE forward_requests RENAME COLUMN target TO target_sealed;
ALTER TABLE forward_tickets RENAME COLUMN target TO target_sealed;
