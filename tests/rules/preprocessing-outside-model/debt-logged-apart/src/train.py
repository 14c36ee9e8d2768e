import mlflow
import mlflow.sklearn
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


class Training:
    def run(self):
        frame = pd.read_csv("data/loans.csv")
        self.steps = Pipeline([("scaler", StandardScaler())])
        self.model = LogisticRegression().fit(self.steps.fit_transform(frame[["a", "b"]]), frame["y"])
        mlflow.sklearn.log_model(self.model, "model", registered_model_name="loan")
        mlflow.sklearn.log_model(self.steps.named_steps["scaler"], "scaler")
