import json

import azure.functions as func
import joblib

app = func.FunctionApp()
model = joblib.load("model.joblib")


@app.route(route="predict", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def predict(req: func.HttpRequest) -> func.HttpResponse:
    row = req.get_json()
    return func.HttpResponse(json.dumps({"score": float(model.predict([[row["age"]]])[0])}))
