import mlflow


class Served:
    def __init__(self, uri):
        self.model = mlflow.pyfunc.load_model(uri)

    def raw(self):
        return self.model._model_impl
