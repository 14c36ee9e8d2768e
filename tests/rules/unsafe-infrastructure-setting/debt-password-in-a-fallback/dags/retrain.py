import os

from airflow import DAG
from airflow.operators.python import PythonOperator
from sqlalchemy import create_engine

DB_URL = os.getenv("DB_URL", "postgresql://sales:SuperPwdHere@postgres:5432/sales")


def load():
    return create_engine(DB_URL)


with DAG(dag_id="retrain", schedule="@weekly", catchup=False) as dag:
    PythonOperator(task_id="load", python_callable=load)
