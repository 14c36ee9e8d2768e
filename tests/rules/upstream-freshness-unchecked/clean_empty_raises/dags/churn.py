from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("churn_daily", start_date=datetime(2026, 3, 1), schedule="0 2 * * *", catchup=False) as dag:
    pull = BashOperator(task_id="pull", bash_command="python src/pull_crm.py")
    score = BashOperator(task_id="score", bash_command="python src/score.py")
    pull >> score
