import boto3


def lambda_handler(event, context):
    client = boto3.client("sagemaker")
    client.add_tags(ResourceArn=event["arn"], Tags=[])
    return {"ok": True}
