import mlflow
from sklearn.linear_model import LogisticRegression

FEATURES = ["income", "age", "dependents", "employment_length"]


def train(df):
    model = LogisticRegression()
    model.fit(df[FEATURES], df["default"])
    mlflow.sklearn.log_model(model, "model", registered_model_name="loan-risk")
