#!/bin/bash
set -e
gcloud builds submit --tag gcr.io/proj/churn
gcloud run deploy churn --image gcr.io/proj/churn --region europe-west1 --allow-unauthenticated
