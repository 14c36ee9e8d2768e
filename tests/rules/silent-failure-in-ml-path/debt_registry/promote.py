import mlflow


def promote(name, version, error):
    """An unreachable registry looks like one without a champion: the candidate takes over unseen."""
    client = mlflow.MlflowClient()
    try:
        champion = client.get_model_version_by_alias(name, "champion")
    except Exception:
        champion = None
    if champion is None or error <= float(champion.tags["error"]):
        client.set_registered_model_alias(name, "champion", version)
