import mlflow

mlflow.set_tracking_uri("http://tracking.acme.io:5000")
RUN_ID = "98f43706f6184694be1ee10c41c7b69d"
