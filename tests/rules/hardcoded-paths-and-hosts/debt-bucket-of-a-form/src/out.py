OUT = "s3://telco-lake/out/"
