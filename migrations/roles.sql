-- Who may do what in the database. Run it as a superuser, before the first migration and again after every one:
--
--     psql --file=migrations/roles.sql DATABASE
--
-- It makes the roles where they are missing, without passwords, and gives each of them exactly what stands here;
-- run again, it changes nothing. `--set=prefix=NAME` names the roles otherwise than card_….
--
--   card_owner   owns the tables and changes them: for migrations alone
--   card_app     the servers and the commands: the audit logs can be read and added to, and nothing else
--   card_worker  the outbox worker: the same, seals, and erases what the law wants erased
--   card_reader  reads: for backups and for verifying

\set ON_ERROR_STOP on
\if :{?prefix}
\else
  \set prefix card
\endif
\set owner :prefix _owner
\set app :prefix _app
\set worker :prefix _worker
\set reader :prefix _reader

BEGIN;
SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY[:'owner', :'app', :'worker', :'reader']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
-- A worker does everything that a server does.
GRANT :"app" TO :"worker";
-- Sealing counts on it that no entry is committed an hour after it was written.
ALTER ROLE :"app" SET idle_in_transaction_session_timeout = '15min';
ALTER ROLE :"worker" SET idle_in_transaction_session_timeout = '15min';

-- Everything belongs to the owner, so that nobody who serves can change a table, a trigger or a right.
ALTER DATABASE :"DBNAME" OWNER TO :"owner";
ALTER SCHEMA public OWNER TO :"owner";
SELECT format('ALTER TABLE %I.%I OWNER TO %I', schemaname, tablename, :'owner')
FROM pg_tables WHERE schemaname = 'public' AND tableowner <> :'owner' \gexec
SELECT format('ALTER FUNCTION %s OWNER TO %I', p.oid::regprocedure, :'owner')
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(p.proowner) <> :'owner'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e') \gexec

-- A temporary table could stand in for one that a trigger asks.
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO :"app", :"worker", :"reader";
GRANT USAGE ON SCHEMA public TO :"app", :"worker", :"reader";

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, :"app", :"worker", :"reader";
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, :"app", :"worker", :"reader";
GRANT SELECT ON ALL TABLES IN SCHEMA public TO :"reader";
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO :"reader";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"app";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"app";

-- Before the first migration there are no tables yet.
SELECT to_regclass('public.audit_leaf') IS NOT NULL AS is_migrated \gset
\if :is_migrated
  -- Imports empty their staging tables at once.
  GRANT TRUNCATE ON import_chunk, import_row TO :"app";
  REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM :"app";
  -- The logs: added to, never changed.
  REVOKE UPDATE, DELETE ON access_entry, redress_step, officer_log FROM :"app";
  -- The chain over them is the worker's, and what is under a seal is nobody's.
  REVOKE INSERT, UPDATE, DELETE ON audit_seal, audit_leaf, audit_erasure FROM :"app";
  GRANT INSERT ON audit_seal, audit_leaf, audit_erasure TO :"worker";
  GRANT UPDATE (ref, erased_in) ON audit_leaf TO :"worker";
  -- What the law wants gone; triggers let go only what the chain, or a deletion that was asked for, names.
  REVOKE UPDATE, DELETE ON account_deletion FROM :"app";
  GRANT UPDATE, DELETE ON account_deletion TO :"worker";
  GRANT DELETE ON access_entry, redress_step TO :"worker";
\endif
COMMIT;
