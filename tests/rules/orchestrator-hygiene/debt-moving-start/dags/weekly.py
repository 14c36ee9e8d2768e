from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    "weekly",
    start_date=datetime.now(),
    schedule_interval=timedelta(weeks=1),
    default_args={
        "owner": "ml",
        "email": ["ml@example.org"],
        "email_on_failure": False,
        "retries": 1,
        "execution_timeout": timedelta(hours=1),
    },
) as dag:
    BashOperator(task_id="train", bash_command="python train.py")
