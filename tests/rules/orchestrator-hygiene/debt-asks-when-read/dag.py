import mlflow
import pendulum
from airflow.decorators import dag, task


def experiment() -> str:
    return mlflow.set_experiment("churn").experiment_id


EXPERIMENT = experiment()


@dag(
    schedule="@daily",
    start_date=pendulum.datetime(2024, 1, 1),
    default_args={"retries": 2, "execution_timeout": pendulum.duration(hours=1)},
)
def churn():
    @task
    def train():
        print(EXPERIMENT)

    train()


churn()
