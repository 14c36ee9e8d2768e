from huggingface_hub import hf_hub_download
from tensorflow.keras.models import load_model


class AppleStrategy:
    def __init__(self):
        self.model = load_model(hf_hub_download("team/leaves", "apple_disease.h5", revision="v1", local_dir="app/models"))

    def predict(self, size):
        return float(self.model.predict([[size]])[0])


APPLE = AppleStrategy()
