#!/bin/bash
# Encrypts a dump and sends it away.
set -euo pipefail
cd /srv/bookings
docker compose --file docker-compose.prod.yml exec -T db pg_dump --username owner bookings | gzip |
    age --recipients-file /etc/bookings/backup.pub |
    rclone rcat "offsite:bookings/$(date +%F).sql.gz.age"
rclone delete --min-age 180d offsite:bookings
