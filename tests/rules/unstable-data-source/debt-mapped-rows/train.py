import joblib
from prophet import Prophet

from tables import recent


def train(rows):
    model = Prophet()
    model.fit(rows)
    joblib.dump(model, "model.pkl")


if __name__ == "__main__":
    train(recent())
