#!/bin/bash
# Dumps the database, encrypts the dump and sends it away.
set -euo pipefail
file="shop-$(date +%F).dump.age"
# want backup-not-scheduled "backup.sh is there to back the database"
pg_dump --format=custom shop | age --recipients-file /etc/shop/backup.pub > "/var/backups/shop/$file"
rclone copy "/var/backups/shop/$file" offsite:shop-backups
find /var/backups/shop -name '*.age' -mtime +30 -delete
