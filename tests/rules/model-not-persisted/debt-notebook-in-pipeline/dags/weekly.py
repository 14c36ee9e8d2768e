from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("weekly") as dag:
    BashOperator(task_id="forecast", bash_command="papermill notebooks/forecast.ipynb out.ipynb")
