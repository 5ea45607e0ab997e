#!/bin/bash
# Gets the certificate when the server is new.
set -euo pipefail
certbot certonly --webroot -w /var/www/letsencrypt -d shop.example -d www.shop.example
