import logging

import boto3


def session_of(role: str) -> boto3.Session:
    answer = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="train")
    logging.info("assumed %s until %s", answer["AssumedRoleUser"], answer["Credentials"]["Expiration"])
    lent = answer["Credentials"]
    logging.info("key %s, credentials: %s", lent["AccessKeyId"], bool(lent))
    return boto3.Session(aws_access_key_id=lent["AccessKeyId"], aws_secret_access_key=lent["SecretAccessKey"])
