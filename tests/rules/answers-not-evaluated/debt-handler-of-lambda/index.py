import json

import boto3

client = boto3.client("bedrock-runtime")


def answer(text):
    return client.invoke_model(modelId="anthropic.claude-v2", body=json.dumps({"prompt": text}))


def handler(event, context):
    return answer(event["text"])
