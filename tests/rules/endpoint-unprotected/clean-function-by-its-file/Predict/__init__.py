import json

import azure.functions as func
import joblib

model = joblib.load("model.joblib")


def main(req: func.HttpRequest) -> func.HttpResponse:
    row = req.get_json()
    return func.HttpResponse(json.dumps({"score": float(model.predict([[row["age"]]])[0])}))
