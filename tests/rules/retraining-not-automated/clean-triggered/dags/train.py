from airflow import DAG
from airflow.operators.python import PythonOperator

from src.train import main

with DAG("train", schedule=None) as dag:
    PythonOperator(task_id="train", python_callable=main)
