import json

import boto3

client = boto3.client("bedrock-runtime")


def ask(question: str) -> str:
    reply = client.invoke_model(modelId="amazon.nova-lite-v1:0", body=json.dumps({"messages": [question]}))
    return json.loads(reply["body"].read())["answer"]


def lambda_handler(event, context):
    return {"statusCode": 200, "body": ask(json.loads(event["body"])["question"])}
