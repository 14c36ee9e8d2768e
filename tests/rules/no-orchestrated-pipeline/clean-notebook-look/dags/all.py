from airflow import DAG
from airflow.operators.bash import BashOperator as Sh

with DAG("all", schedule="@daily"):
    a = Sh(task_id="a", bash_command="python prepare.py")
    b = Sh(task_id="b", bash_command="python train.py")
    c = Sh(task_id="c", bash_command="python report.py")
    a >> b >> c
