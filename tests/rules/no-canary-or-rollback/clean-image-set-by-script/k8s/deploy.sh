#!/bin/bash
set -euo pipefail
kubectl apply -f k8s/
digest=$(crane digest ghcr.io/acme/churn-api:latest)
kubectl set image deployment/churn-api churn-api="ghcr.io/acme/churn-api@$digest"
