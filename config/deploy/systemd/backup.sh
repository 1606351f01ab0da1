#!/bin/sh
# The block "backup, PostgreSQL" of docs/operations.md, into a folder of its own; those of 30 days ago go, as what was
# erased must be gone from backups too. As card_reader, with PGHOST and the like, DATABASE and BACKUPS in the environment.
set -eu
NAME="$BACKUPS/$(date -u +%Y-%m-%dT%H%M%SZ)"
BACKUP="$NAME.unfinished"

umask 077
mkdir -p "$BACKUP"
flask --app wsgi audit head > "$BACKUP/head.txt"
pg_dump --format=custom --no-owner --no-acl --file="$BACKUP/card.dump" "$DATABASE"
tar --create --directory="$CARD_VAR" --exclude='*.sqlite3*' --file="$BACKUP/files.tar" .

mv "$BACKUP" "$NAME"
find "$BACKUPS" -mindepth 1 -maxdepth 1 -type d -mtime +29 -exec rm -r {} +
