from airflow import DAG

dag = DAG("train", schedule="@daily")
