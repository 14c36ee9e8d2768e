from datetime import datetime

from airflow import DAG
from airflow.operators.python import PythonOperator

from schedules import DAILY
from runners import run_project_module


def refresh(**context):
    return run_project_module("src.orchestration.refresh", args=["--city", "paris"])


with DAG("daily", start_date=datetime(2026, 1, 1), schedule=DAILY, catchup=False) as dag:
    PythonOperator(task_id="refresh", python_callable=refresh)
