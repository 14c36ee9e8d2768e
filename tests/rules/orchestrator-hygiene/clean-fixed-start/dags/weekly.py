from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    "weekly",
    start_date=datetime(2026, 1, 1),
    schedule_interval=timedelta(weeks=1),
    default_args={
        "owner": "ml",
        "email": ["ml@example.org"],
        "email_on_failure": True,
        "retries": 1,
        "execution_timeout": timedelta(hours=1),
    },
) as dag:
    BashOperator(task_id="train", bash_command="python train.py")
