import mlflow


def aliases(client, name, version):
    try:
        return client.get_model_version(name, version).aliases
    except mlflow.MlflowException:  # the hosted registry has for some reason removed aliases
        return []
