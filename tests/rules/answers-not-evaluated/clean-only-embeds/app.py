import json

import boto3
from fastapi import FastAPI

app = FastAPI()
client = boto3.client("bedrock-runtime")


def embed(texts):
    return [client.invoke_model(modelId="amazon.titan-embed-text-v2", body=json.dumps({"inputText": one})) for one in texts]


@app.post("/vectors")
def vectors(texts: list[str]) -> list:
    return embed(texts)
