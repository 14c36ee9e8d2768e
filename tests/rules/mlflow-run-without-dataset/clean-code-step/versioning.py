import mlflow


def log_manifest(manifest):
    mlflow.log_param("dataset_version", manifest["version"])
