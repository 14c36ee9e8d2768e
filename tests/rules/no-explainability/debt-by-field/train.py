import mlflow
from xgboost import XGBClassifier


def train(X_train, y_train):
    model = XGBClassifier(random_state=0)
    model.fit(X_train, y_train)
    mlflow.sklearn.log_model(model, "model", registered_model_name="loan_default_model")
