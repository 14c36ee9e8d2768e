import mlflow

mlflow.pyfunc.load_model("models:/churn/1")
