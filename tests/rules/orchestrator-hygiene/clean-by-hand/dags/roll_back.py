from airflow import DAG
from airflow.operators.python import PythonOperator
from datetime import timedelta

with DAG("roll_back", schedule=None, default_args={"owner": "team-ml", "retries": 0, "execution_timeout": timedelta(minutes=30)}, catchup=False) as dag:
    PythonOperator(task_id="run", python_callable=print)
