import json

import azure.functions as func
import joblib

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
model = joblib.load("model.joblib")


@app.route(route="predict", methods=["POST"])
def predict(req: func.HttpRequest) -> func.HttpResponse:
    row = req.get_json()
    return func.HttpResponse(json.dumps({"score": float(model.predict([[row["age"]]])[0])}))
