import json

import joblib
import pandas as pd

model = joblib.load("models/churn.joblib")


def lambda_handler(event, context):
    body = json.loads(event["body"])
    score = float(model.predict_proba(pd.DataFrame([body]))[0, 1])
    return {"statusCode": 200, "body": json.dumps({"churn": score})}
