LAKE = "s3://acme-features-eu/daily/"
