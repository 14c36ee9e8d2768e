import pendulum
from airflow.decorators import dag, task

IMAGE = "acme/churn-train:latest"


@dag(schedule="@daily", start_date=pendulum.datetime(2024, 1, 1))
def churn():
    @task.docker(image=IMAGE)
    def train():
        from src.train import main

        main()

    @task.kubernetes(image="acme/churn-score:1.4.2")
    def score():
        from src.score import main

        main()

    train() >> score()


churn()
