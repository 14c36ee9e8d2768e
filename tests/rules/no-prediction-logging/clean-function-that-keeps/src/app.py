import json

import boto3
import joblib
import pandas as pd

VERSION = "3"
table = boto3.resource("dynamodb").Table("churn-scores")
model = joblib.load("models/churn.joblib")


def lambda_handler(event, context):
    body = json.loads(event["body"])
    score = float(model.predict_proba(pd.DataFrame([body]))[0, 1])
    table.put_item(Item={"id": context.aws_request_id, "version": VERSION, "score": str(score)})
    return {"statusCode": 200, "body": json.dumps({"churn": score})}
