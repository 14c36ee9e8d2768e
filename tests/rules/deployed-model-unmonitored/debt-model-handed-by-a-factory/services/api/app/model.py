import os
import pickle


class Model:
    def __init__(self, inner) -> None:
        self.inner = inner

    @classmethod
    def from_env(cls) -> "Model":
        with open(os.environ["MODEL_PATH"], "rb") as file:
            return cls(pickle.load(file))

    def score(self, row: dict) -> float:
        return float(self.inner.predict_proba([list(row.values())])[0][1])
