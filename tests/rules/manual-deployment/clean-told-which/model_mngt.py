from mlflow.tracking import MlflowClient


def compare_metric_value(value, best):
    return value > best


def get_best_version(client, name, metric):
    best, found = 0.0, None
    for version in client.search_model_versions(f"name='{name}'"):
        value = client.get_run(version.run_id).data.metrics[metric]
        if compare_metric_value(value, best):
            best, found = value, version.version
    return found


def set_best_model_version(client: MlflowClient, model_name: str, version: str):
    alias_production = "production"
    client.set_registered_model_alias(model_name, alias_production, version)
