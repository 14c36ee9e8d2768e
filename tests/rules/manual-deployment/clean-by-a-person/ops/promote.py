from mlflow.tracking import MlflowClient

client = MlflowClient()
version = client.get_latest_versions("churn", stages=["None"])[0]
client.set_registered_model_alias("churn", "champion", version.version)
