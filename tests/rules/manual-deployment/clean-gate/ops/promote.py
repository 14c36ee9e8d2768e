from mlflow import MlflowClient

client = MlflowClient()
version = client.get_latest_versions("churn", stages=["None"])[0]
champion = client.get_model_version_by_alias("churn", "champion")
new = client.get_run(version.run_id).data.metrics["auc"]
old = client.get_run(champion.run_id).data.metrics["auc"]
if new > old:
    client.set_registered_model_alias("churn", "champion", version.version)


def move(name: str, stage: str) -> None:
    client.transition_model_version_stage(name, version.version, stage)


def stage_it() -> None:
    client.set_registered_model_alias("churn", "challenger", version.version)


def update_champion() -> None:
    client.set_registered_model_alias("churn", "champion", version.version)
