import json

import joblib
import pandas as pd


def handler(event, context):
    model = joblib.load("models/churn.joblib")
    body = json.loads(event["body"])
    score = float(model.predict_proba(pd.DataFrame([body]))[0, 1])
    return {"statusCode": 200, "body": json.dumps({"churn": score})}
