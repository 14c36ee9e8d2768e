from datetime import datetime

from airflow import DAG
from company import company_defaults
from airflow.operators.bash import BashOperator

with DAG("daily", start_date=datetime(2026, 1, 1), schedule="0 2 * * *", default_args=company_defaults()) as dag:
    BashOperator(task_id="score", bash_command="python score.py")
