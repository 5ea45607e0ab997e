#!/bin/bash
# Restores the newest backup into a server of its own and asks it something.
set -euo pipefail
docker run --rm --detach --name restored --env POSTGRES_HOST_AUTH_METHOD=trust --network none postgres:17.6
trap 'docker stop restored' EXIT
sleep 20
newest=$(rclone lsf offsite:bookings | sort | tail -n 1)
rclone cat "offsite:bookings/$newest" | age --decrypt --identity /etc/bookings/backup.key | gunzip -c | docker exec -i restored psql --username postgres --quiet
docker exec restored psql --username postgres --tuples-only --command 'select count(*) from bookings_booking' | grep -qv '^ *0$'
