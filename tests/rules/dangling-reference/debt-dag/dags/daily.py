from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("daily", schedule="@daily") as dag:
    BashOperator(task_id="pull", bash_command="cd /srv/repo && python jobs/pull_orders.py")
    BashOperator(task_id="train", bash_command="cd /srv/repo && python jobs/train.py")
