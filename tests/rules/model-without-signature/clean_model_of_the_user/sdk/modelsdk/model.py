import mlflow


class Version:
    def log_pyfunc_model(self, model_instance, conda_env, artifacts=None):
        mlflow.pyfunc.log_model("model", python_model=model_instance, conda_env=conda_env, artifacts=artifacts)
