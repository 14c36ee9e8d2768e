import logging
import os

import boto3

log = logging.getLogger(__name__)


def client(s3_access_key: str, s3_secret_key: str):
    log.debug("Creating s3 client with %s/%s", s3_access_key, s3_secret_key)
    return boto3.client("s3", aws_access_key_id=s3_access_key, aws_secret_access_key=s3_secret_key)
