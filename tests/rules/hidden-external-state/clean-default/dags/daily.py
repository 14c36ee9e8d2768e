import os

from airflow import DAG
from airflow.models import Variable
from airflow.operators.bash import BashOperator

BUCKET = Variable.get("landing_bucket_name", default_var="landing")
ROOT = os.environ.get("SCORES_FOLDER", "/tmp/scores")
TRACKING = os.environ["MLFLOW_TRACKING_URI"]

with DAG("daily", schedule="@daily") as dag:
    BashOperator(task_id="pull", bash_command="OUT=/tmp/x; python src/pull.py --to $OUT --home $HOME")
    BashOperator(task_id="push", bash_command="python src/push.py --to $TARGET_FOLDER", env={"TARGET_FOLDER": ROOT})
