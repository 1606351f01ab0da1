-- A city of :persons proven adults. Rows go in by the order of an index where there is one: that spares
-- PostgreSQL most of the work of large tables.

CREATE FUNCTION pg_temp.new_id(prefix text) RETURNS text LANGUAGE sql VOLATILE
AS $$ SELECT prefix || substr(replace(gen_random_uuid()::text, '-', ''), 1, 22) $$;

CREATE FUNCTION pg_temp.digest(content text) RETURNS bytea LANGUAGE sql IMMUTABLE
AS $$ SELECT sha256(convert_to(content, 'UTF8')) $$;

INSERT INTO citizen (id, created_at, verified_at, name_encrypted, id_number_encrypted, id_index, adult_on)
SELECT pg_temp.new_id('cit_'), now(), now(), pg_temp.digest('name' || n), pg_temp.digest('number' || n),
       pg_temp.digest(n::text) AS id_index, DATE '2008-05-17'
FROM generate_series(1, :persons) AS n
ORDER BY id_index;

INSERT INTO consent_grant (id, citizen_id, purpose, version, granted_at)
SELECT pg_temp.new_id('con_'), citizen.id, purpose, version, now()
FROM citizen, unnest(CAST(:purposes AS text[]), CAST(:versions AS text[])) AS agreed (purpose, version)
ORDER BY citizen.id;

INSERT INTO credit_record (subject_index, id, subject_kind, item_id, department, document_number, title,
                           decided_on, state, details_encrypted, fingerprint, version, batch_id, received_at)
SELECT id_index, id, 'natural', (CAST(:items AS text[]))[item], (CAST(:departments AS text[]))[item],
       '厦演字〔2026〕' || id || '号', (CAST(:titles AS text[]))[item], CURRENT_DATE - days, 'in_force',
       id_index || id_index, substr(id_index, 3, 16), 1, 'bench', now()
FROM (
    SELECT citizen.id_index, pg_temp.new_id('rec_') AS id,
           1 + floor(random() * cardinality(CAST(:items AS text[])))::int AS item,
           1 + floor(random() * 2000)::int AS days
    -- The index, which is as good as chance, decides how many records its person has.
    FROM citizen,
         generate_series(1, (CAST(:how_many AS int[]))[
             1 + (get_byte(id_index, 5) * 256 + get_byte(id_index, 6)) % cardinality(CAST(:how_many AS int[]))
         ])
) AS drawn
ORDER BY id_index;

INSERT INTO access_entry (id, citizen_id, occurred_at, actor_kind, actor_id, actor_name, action, purpose,
                          disclosed)
SELECT pg_temp.new_id('acc_'), id, now() - interval '1 day', 'citizen', id, '本人', 'status.viewed',
       'status.evaluate', '[]'
FROM citizen
ORDER BY id;

INSERT INTO records_revision (prefix, revision)
SELECT decode(lpad(to_hex(n), 4, '0'), 'hex'), 1 FROM generate_series(0, 65535) AS n;

VACUUM ANALYZE;
