import mlflow


def record(config, database_info):
    mlflow.log_params(config["model"])
    mlflow.set_tags(database_info)
