import json

import joblib
import pandas as pd
from pydantic import BaseModel


class Customer(BaseModel):
    tenure: int
    plan: str


model = joblib.load("models/churn.joblib")


def lambda_handler(event, context):
    customer = Customer.model_validate_json(event["body"])
    score = float(model.predict_proba(pd.DataFrame([customer.model_dump()]))[0, 1])
    return {"statusCode": 200, "body": json.dumps({"churn": score})}
