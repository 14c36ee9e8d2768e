def placeholders(job: dict) -> dict:
    job.update({"jobInput": {"s3DataSource": {"path": "s3://telco-lake"}}, "roleArn": "roleArn"})
    return job
