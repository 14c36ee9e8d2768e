import mlflow

URI = "http://127.0.0.1:5000"
mlflow.set_tracking_uri(URI)
