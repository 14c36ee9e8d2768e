import pendulum
from airflow.decorators import dag as flow, task


@flow(schedule="@weekly", start_date=pendulum.datetime(2026, 1, 1))
def weekly():
    @task
    def train():
        return fit()

    train()


weekly()
