from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

JOBS = "/opt/spark/jobs"

with DAG("all", schedule="@daily"):
    a = SparkSubmitOperator(task_id="a", application=f"{JOBS}/prepare.py", conn_id="spark")
    b = SparkSubmitOperator(task_id="b", application=f"{JOBS}/train.py", conn_id="spark")
    c = BashOperator(task_id="c", bash_command="python /opt/spark/jobs/report.py")
    a >> b >> c
