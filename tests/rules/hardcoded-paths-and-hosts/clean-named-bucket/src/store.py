import os

import boto3

BUCKET_NAME = os.getenv("MODEL_BUCKET", "acme-models-dev")


def fetch(key, path, bucket):
    client = boto3.client("s3")
    client.download_file(BUCKET_NAME, key, path)
    client.upload_file(path, bucket, key)
    client.head_bucket(Bucket="models")
    client.download_file("noaa-goes16-public", "abi/one.nc", path)


class Histogram:
    def by(self, frame):
        bucket_kind = "age-band"
        return frame.groupby(bucket_kind)
