#!/bin/bash
# Encrypts the newest dump and sends it away.
set -euo pipefail
newest=/var/lib/docker/volumes/bookings_backups/_data/last/bookings-latest.sql.gz
age --recipients-file /etc/bookings/backup.pub --output /var/backups/bookings.sql.gz.age "$newest"
rclone copyto /var/backups/bookings.sql.gz.age "offsite:bookings/$(date +%F).sql.gz.age"
