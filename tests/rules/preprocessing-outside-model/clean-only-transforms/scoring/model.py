from tensorflow.keras.models import load_model


class Estimator:
    def __init__(self, path: str) -> None:
        self.model = load_model(path)

    def predict(self, rows):
        return self.model.predict(rows)
