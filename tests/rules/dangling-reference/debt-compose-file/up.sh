#!/bin/sh
docker-compose -f docker-compoes.yml -f docker-compose-air.yml up -d
