import joblib
import mlflow
import torch

model = mlflow.pyfunc.load_model("models:/churn/1")
state = torch.nn.Linear(2, 1)
joblib.dump(state, "state.joblib")
