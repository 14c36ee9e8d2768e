from datetime import datetime

from airflow import DAG
from airflow.providers.papermill.operators.papermill import PapermillOperator

with DAG("churn", schedule="@daily", start_date=datetime(2026, 1, 1)) as dag:
    train = PapermillOperator(task_id="train", input_nb="notebooks/train.ipynb", output_nb="out.ipynb")
