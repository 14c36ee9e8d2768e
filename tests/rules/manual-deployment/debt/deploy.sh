#!/bin/sh
set -e
scp models/prod.pkl deploy@10.0.0.4:/srv/models/
ssh deploy@10.0.0.4 'systemctl restart scorer'
