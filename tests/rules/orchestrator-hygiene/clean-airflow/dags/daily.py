from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

ARGS = {
    "owner": "team-data", "retries": 2, "execution_timeout": timedelta(hours=1), "email_on_failure": True
}

with DAG("daily", start_date=datetime(2026, 1, 1), schedule="0 2 * * *", default_args=ARGS) as dag:
    BashOperator(task_id="score", bash_command="python score.py")
