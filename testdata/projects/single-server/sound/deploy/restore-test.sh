#!/bin/bash
# Restores the newest backup into a database of its own and asks it something.
set -euo pipefail
newest=$(ls -t /var/backups/shop/*.age | head -n 1)
createdb shop_restored
trap 'dropdb shop_restored' EXIT
age --decrypt --identity /etc/shop/backup.key "$newest" | pg_restore --dbname shop_restored
psql --dbname shop_restored --tuples-only --command 'select count(*) from auth_user'
