import boto3


def session_of(role: str) -> boto3.Session:
    answer = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="train")
    print("assumed", answer)
    lent = answer["Credentials"]
    return boto3.Session(aws_access_key_id=lent["AccessKeyId"], aws_secret_access_key=lent["SecretAccessKey"])


if __name__ == "__main__":
    session_of("train")
