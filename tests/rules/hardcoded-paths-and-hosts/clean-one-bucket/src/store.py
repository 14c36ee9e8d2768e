import boto3

BUCKET_NAME = "acme-models-prod"


class Store:
    def __init__(self):
        self.client = boto3.client("s3")

    def fetch(self, key, path):
        self.client.download_file(BUCKET_NAME, key, path)

    def frames(self):
        return self.client.list_objects_v2(Bucket="acme-features-eu", Prefix="daily/")
