import pandas as pd
from fastapi import FastAPI

app = FastAPI()


class Scorer:
    def rows(self, loan):
        frame = pd.DataFrame([loan])
        frame["debt_ratio"] = frame.debt / (frame.income + 1)
        frame["is_young"] = (frame.age < 21).astype(int)
        frame["late_share"] = frame.late / frame.payments
        return frame


@app.post("/score")
def score(loan: dict):
    return app.state.model.predict_proba(Scorer().rows(loan))
