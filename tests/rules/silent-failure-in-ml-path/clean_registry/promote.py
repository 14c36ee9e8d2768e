import mlflow
from mlflow.exceptions import MlflowException


def promote(name, version, error):
    client = mlflow.MlflowClient()
    try:
        champion = client.get_model_version_by_alias(name, "champion")
    except MlflowException as e:
        if e.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        champion = None
    if champion is None or error <= float(champion.tags["error"]):
        client.set_registered_model_alias(name, "champion", version)
