from tensorflow.keras.models import load_model


class AppleStrategy:
    def __init__(self):
        self.model = load_model("app/models/apple_disease.h5", compile=False)

    def predict(self, size):
        return float(self.model.predict([[size]])[0])


APPLE = AppleStrategy()
