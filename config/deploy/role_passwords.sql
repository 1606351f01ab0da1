-- Gives the roles of migrations/roles.sql their passwords, from the environment: none stands in a file or on a command line.
--
--     psql --file=config/deploy/role_passwords.sql DATABASE
--
-- psql 14 or newer. `--set=prefix=NAME` names the roles as in migrations/roles.sql.

\set ON_ERROR_STOP on
\if :{?prefix}
\else
  \set prefix card
\endif
\set owner :prefix _owner
\set app :prefix _app
\set worker :prefix _worker
\set reader :prefix _reader
\getenv owner_password CARD_OWNER_PASSWORD
\getenv app_password CARD_APP_PASSWORD
\getenv worker_password CARD_WORKER_PASSWORD
\getenv reader_password CARD_READER_PASSWORD

-- Kept as SCRAM, and out of the server's log.
SET password_encryption = 'scram-sha-256';
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
BEGIN;
ALTER ROLE :"owner" PASSWORD :'owner_password';
ALTER ROLE :"app" PASSWORD :'app_password';
ALTER ROLE :"worker" PASSWORD :'worker_password';
ALTER ROLE :"reader" PASSWORD :'reader_password';
COMMIT;
