from mlflow import MlflowClient


class Promoter:
    def __init__(self) -> None:
        self.client = MlflowClient()

    def run(self) -> None:
        version = self.client.get_latest_versions("churn", stages=["None"])[0]
        self.client.transition_model_version_stage("churn", version.version, "Production")
