from airflow import DAG
from airflow.operators.trigger_dagrun import TriggerDagRunOperator

with DAG("watch", schedule="@daily") as dag:
    TriggerDagRunOperator(task_id="retrain", trigger_dag_id="train")
