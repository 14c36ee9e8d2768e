import mlflow


def promote(version):
    try:
        client = mlflow.MlflowClient()
        client.set_registered_model_alias("churn", "champion", version)
        return {"promoted": version}
    except Exception as error:
        return {"error": str(error)}
