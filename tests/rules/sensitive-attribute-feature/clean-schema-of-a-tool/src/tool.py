import pandas as pd


class Model:
    scheme: dict = {
        "type": "object",
        "properties": {"gender": {"type": "string"}, "income": {"type": "number"}, "customer_id": {"type": "string"}},
    }

    def train(self, rows: list[dict]) -> None:
        data = pd.DataFrame(rows)
        self.rows = data
