import pandas as pd
from locust import HttpUser, task

ROWS = pd.read_csv("https://archive.example.org/wine.csv", delimiter=";").to_dict(orient="records")


class Client(HttpUser):
    @task
    def predict(self):
        self.client.post("/predict", json=ROWS[0])
