import os
import pickle


class Rules:
    def __init__(self, inner) -> None:
        self.inner = inner

    @classmethod
    def from_env(cls) -> "Rules":
        with open(os.environ["RULES"], "rb") as file:
            return cls(pickle.load(file))

    def score(self, row: dict) -> float:
        return float(self.inner.get(row["kind"], 0))
