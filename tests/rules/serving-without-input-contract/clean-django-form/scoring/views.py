import joblib
import pandas as pd
from django.http import JsonResponse
from django.shortcuts import render

from scoring.forms import HouseForm

MODEL = joblib.load("models/model.joblib")


def predict(request):
    form = HouseForm(request.POST)
    if not form.is_valid():
        return render(request, "form.html", {"form": form})
    frame = pd.DataFrame([form.cleaned_data])
    return JsonResponse({"price": float(MODEL.predict(frame)[0])})
