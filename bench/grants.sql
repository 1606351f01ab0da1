-- Cards of the citizens who have no record: one at each operator, linked long ago.

CREATE FUNCTION pg_temp.new_id(prefix text) RETURNS text LANGUAGE sql VOLATILE
AS $$ SELECT prefix || substr(replace(gen_random_uuid()::text, '-', ''), 1, 22) $$;

INSERT INTO consent_grant (id, citizen_id, purpose, version, granted_at)
SELECT pg_temp.new_id('con_'), citizen.id, purpose, version, now()
FROM citizen, unnest(CAST(:purposes AS text[]), CAST(:versions AS text[])) AS agreed (purpose, version);

INSERT INTO linked_card (id, citizen_id, operator, link_id, consent_id, card_index, card_masked, state,
                         requested_at, settled_at)
SELECT pg_temp.new_id('crd_'), citizen.id, operator, pg_temp.new_id('lnk_'), consent_grant.id,
       sha256(convert_to(citizen.id || operator, 'UTF8')), '3502****0000', 'linked', now(), now()
FROM citizen
JOIN consent_grant ON consent_grant.citizen_id = citizen.id AND consent_grant.purpose = 'card.link'
CROSS JOIN unnest(CAST(:operators AS text[])) AS operator
WHERE NOT EXISTS (SELECT 1 FROM credit_record WHERE subject_index = citizen.id_index);

CREATE TABLE bench_insert (id text PRIMARY KEY, citizen_id text NOT NULL, at timestamptz NOT NULL);

VACUUM ANALYZE;
