import os

from airflow import DAG
from airflow.operators.python import PythonOperator
from sqlalchemy import create_engine

DB_URL = os.getenv("DB_URL", "postgresql://sales@postgres:5432/sales")
LOCAL_URL = os.getenv("LOCAL_URL", "postgresql://sales:sales@localhost:5432/sales")
OTHER = os.getenv("OTHER_URL", "postgresql://<user>:<password>@postgres:5432/sales")


def load():
    return create_engine(DB_URL), create_engine(LOCAL_URL), create_engine(OTHER)


with DAG(dag_id="retrain", schedule="@weekly", catchup=False) as dag:
    PythonOperator(task_id="load", python_callable=load)
