import json

import joblib
import pandas as pd
from pydantic import BaseModel


class Row(BaseModel):
    age: float


model = joblib.load("model.joblib")


def handler(event, context):
    row = Row.model_validate(json.loads(event["body"]))
    frame = pd.DataFrame([row.model_dump()])
    return {"statusCode": 200, "body": json.dumps({"prediction": int(model.predict(frame)[0])})}
