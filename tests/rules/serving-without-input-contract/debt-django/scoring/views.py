import json

import joblib
import pandas as pd
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

MODEL = joblib.load("models/model.joblib")


@csrf_exempt
def predict(request):
    data = json.loads(request.body)
    frame = pd.DataFrame([data])
    return JsonResponse({"price": float(MODEL.predict(frame)[0])})
