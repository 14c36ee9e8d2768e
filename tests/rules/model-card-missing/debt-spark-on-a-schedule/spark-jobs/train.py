import mlflow
from pyspark.ml import Pipeline
from pyspark.ml.regression import GBTRegressor


def main(spark):
    model = Pipeline(stages=[GBTRegressor()]).fit(spark.read.parquet("history.parquet"))
    with mlflow.start_run() as run:
        mlflow.spark.log_model(model, "model")
    mlflow.register_model(f"runs:/{run.info.run_id}/model", "demand-forecast")
