#!/bin/sh
set -e
cd infra
terragrunt run-all apply -auto-approve -var region="$1" -var tier="$2"
