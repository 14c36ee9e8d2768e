import pandas as pd
from sklearn.ensemble import RandomForestClassifier


class Model:
    scheme: dict = {
        "type": "object",
        "properties": {"gender": {"type": "string"}, "income": {"type": "number"}, "customer_id": {"type": "string"}},
    }

    def train(self, rows: list[dict]) -> None:
        data = pd.DataFrame(rows)
        self.model = RandomForestClassifier(random_state=0).fit(data.drop("default", axis=1), data["default"])
