import json

import boto3
import joblib

table = boto3.resource("dynamodb").Table("applicants")
model = joblib.load("/opt/model.joblib")


def lambda_handler(event, context):
    body = json.loads(event["body"])
    score = float(model.predict([body["features"]])[0])
    table.put_item(Item={"email": body["email"], "full_name": body["full_name"], "score": str(score)})
    return {"statusCode": 200, "body": json.dumps({"score": score})}
