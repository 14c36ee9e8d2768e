import mlflow
from mlflow.tracking import MlflowClient

client = MlflowClient()
experiment = client.get_experiment_by_name("retail")
runs = client.search_runs(experiment_ids=[experiment.experiment_id], order_by=["metrics.rmse_valid ASC"], max_results=1)
result = mlflow.register_model(f"runs:/{runs[0].info.run_id}/model", "retail_review")
client.set_registered_model_alias(name="retail_review", alias="champion", version=result.version)
