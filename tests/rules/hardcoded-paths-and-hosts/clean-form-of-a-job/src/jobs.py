def placeholders(job: dict) -> dict:
    job.update({"jobInput": {"s3DataSource": {"path": "s3://data-source"}}, "roleArn": "roleArn"})
    return job
