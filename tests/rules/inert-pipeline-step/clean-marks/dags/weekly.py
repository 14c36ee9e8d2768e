from airflow import DAG
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


def notify():
    print("done")


with DAG("weekly", schedule="@weekly") as dag:
    EmptyOperator(task_id="gate") >> PythonOperator(task_id="notify_team", python_callable=notify)
