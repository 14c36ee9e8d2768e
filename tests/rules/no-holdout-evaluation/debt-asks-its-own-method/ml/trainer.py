import mlflow, pandas as pd
from sklearn.metrics import f1_score
from xgboost import XGBClassifier

class ChurnTrainer:
    def __init__(self, params):
        self.model = XGBClassifier(**params)
    def load(self):
        df = pd.read_sql("select * from churn", "postgresql://db")
        self.X = df.drop(columns=["churn"]); self.y = df["churn"]
    def train(self):
        self.model.fit(self.X, self.y)
    def evaluate(self):
        preds = self.model.predict(self.X)
        score = f1_score(self.y, preds)
        mlflow.log_metric("f1", score)
        return score
    def run(self):
        self.load(); self.train(); self.evaluate()
        mlflow.xgboost.log_model(self.model, "model")

if __name__ == "__main__":
    ChurnTrainer({"random_state": 1}).run()
