from locust import HttpUser, task


class Asker(HttpUser):
    @task
    def ask(self):
        self.client.post("/predict", json={})
