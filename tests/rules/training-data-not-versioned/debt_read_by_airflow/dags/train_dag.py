from datetime import datetime

from airflow.decorators import dag, task
from airflow.providers.postgres.hooks.postgres import PostgresHook


@dag(schedule="@daily", start_date=datetime(2026, 1, 1), catchup=False)
def retrain():
    @task
    def extract() -> str:
        hook = PostgresHook(postgres_conn_id="warehouse")
        df = hook.get_pandas_df("SELECT * FROM sales")
        df.to_parquet("/tmp/sales.parquet")
        return "/tmp/sales.parquet"

    @task
    def train(path: str):
        import joblib
        import pandas as pd
        from sklearn.linear_model import Ridge

        df = pd.read_parquet(path)
        model = Ridge().fit(df[["a", "b"]], df["price"])
        joblib.dump(model, "/models/model.joblib")

    train(extract())


retrain()
