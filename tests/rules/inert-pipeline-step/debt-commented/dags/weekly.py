from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("weekly", schedule="@weekly") as dag:
    BashOperator(task_id="retrain", bash_command="cd /opt/repo && python src/retrain.py --full")
