from airflow import DAG
from airflow.operators.python import PythonOperator

with DAG("daily", schedule="@daily", default_args={"owner": "airflow", "retries": 1}, catchup=False) as dag:
    PythonOperator(task_id="run", python_callable=print)
