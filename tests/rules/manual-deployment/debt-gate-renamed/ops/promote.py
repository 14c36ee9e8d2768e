import mlflow.tracking as tracking

registry = tracking.MlflowClient()
newest = registry.get_latest_versions("churn")[0]
registry.set_registered_model_alias(name="churn", alias="prod", version=newest.version)
