from mlflow.tracking import MlflowClient

client = MlflowClient()


def rollback_model(name, current):
    versions = sorted(client.search_model_versions(f"name='{name}'"), key=lambda one: int(one.version))
    before = versions[[one.version for one in versions].index(current) - 1]
    client.transition_model_version_stage(name=name, version=before.version, stage="Production")
