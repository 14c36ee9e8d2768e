from datetime import datetime

from airflow.decorators import dag, task
from airflow.models import DagBag
from airflow.providers.slack.operators.slack_webhook import SlackWebhookOperator


@task
def check_ingestion_dags():
    errors = DagBag().import_errors
    if errors:
        SlackWebhookOperator(task_id="slack_alert", message=str(errors)).execute({})


@dag(schedule="@daily", start_date=datetime(2026, 3, 1), catchup=False)
def monitor_ingestion_dags():
    check_ingestion_dags()


monitor_ingestion_dags()
