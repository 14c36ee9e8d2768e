from datetime import timedelta

from airflow import DAG
from airflow.operators.trigger_dagrun import TriggerDagRunOperator

with DAG(
    "daily",
    schedule="@daily",
    default_args={"retries": 1, "execution_timeout": timedelta(hours=1), "on_failure_callback": print},
    catchup=False,
) as dag:
    TriggerDagRunOperator(task_id="train", trigger_dag_id="train")
