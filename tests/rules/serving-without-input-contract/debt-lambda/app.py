import json

import joblib
import pandas as pd

model = joblib.load("model.joblib")


def handler(event, context):
    body = json.loads(event["body"])
    frame = pd.DataFrame([body])
    return {"statusCode": 200, "body": json.dumps({"prediction": int(model.predict(frame)[0])})}
