from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.utils.dates import days_ago

with DAG("train", start_date=days_ago(1)):
    PythonOperator(task_id="train", python_callable=print)
