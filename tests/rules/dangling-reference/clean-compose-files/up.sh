#!/bin/sh
docker compose -f docker-compose.yml -f docker-compose-air.yml up -d
docker compose -f "$FILE" up
