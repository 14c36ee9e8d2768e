#!/bin/sh
set -e
cd infra/bucket
terraform apply -var region="$1"
