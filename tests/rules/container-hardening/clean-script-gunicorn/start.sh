#!/bin/sh
set -e
exec gunicorn --chdir app main:app
