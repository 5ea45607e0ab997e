#!/bin/sh
# A copy for home.
# want backup-untested "a dump that fails here still ends in" backup-not-scheduled "backup.sh is there to back the database up"
pg_dump "$(heroku config:get DATABASE_URL --app journal)" | gzip > journal.sql.gz
