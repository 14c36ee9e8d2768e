from airflow import DAG
from airflow.models import Variable as Setting
from airflow.operators.bash import BashOperator

BUCKET = Setting.get("landing_bucket_name")

with DAG("daily", schedule="@daily") as dag:
    BashOperator(task_id="pull", bash_command="python src/pull.py --to {{ var.value.raw_folder }} --bucket " + BUCKET)
