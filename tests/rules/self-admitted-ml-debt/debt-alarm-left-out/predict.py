import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/churn.joblib")


@app.post("/score")
def score(age: float) -> dict[str, float]:
    found = float(model.predict_proba(pd.DataFrame({"age": [age]}))[0, 1])
    if found > 0.99:
        pass  # TODO alert
    return {"score": found}
