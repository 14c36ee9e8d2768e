from joblib import load as read
from fastapi import FastAPI as Api

app = Api()


def load_model():
    try:
        return read("model.pkl")
    except FileNotFoundError as error:
        print(error)
        return None


clf = load_model()


@app.post("/predict")
def predict(a: float) -> float:
    return float(clf.predict([[a]])[0])
