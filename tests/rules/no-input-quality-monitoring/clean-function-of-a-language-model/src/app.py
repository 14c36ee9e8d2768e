import json

import boto3

bedrock = boto3.client("bedrock-runtime")


def lambda_handler(event, context):
    body = json.loads(event["body"])
    reply = bedrock.converse(modelId="anthropic.claude-3-haiku-20240307-v1:0", messages=[{"role": "user", "content": [{"text": body["text"]}]}])
    return {"statusCode": 200, "body": reply["output"]["message"]["content"][0]["text"]}
