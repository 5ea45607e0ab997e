#!/bin/bash
cd /srv/bookings
# want backup-untested "a dump that fails here still ends in" backup-not-scheduled "backup.sh is there to back the database up"
docker compose exec -T db pg_dump --username bookings bookings | gzip > /var/backups/bookings-$(date +%F).sql.gz
