import json
import os

import boto3
import joblib

s3 = boto3.client("s3")
BUCKET = os.environ["MODEL_BUCKET"]
_model = None


def load_model(key: str):
    global _model
    if _model is None:
        local = f"/tmp/{os.path.basename(key)}"
        s3.download_file(BUCKET, key, local)
        _model = joblib.load(local)
    return _model


def lambda_handler(event, context):
    body = json.loads(event["body"])
    model = load_model("models/churn.joblib")
    score = model.predict_proba([[body["tenure"], body["monthly_charges"]]])[0][1]
    return {"statusCode": 200, "body": json.dumps({"score": float(score)})}
