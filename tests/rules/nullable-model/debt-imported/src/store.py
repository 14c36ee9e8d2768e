import mlflow


def load_model(name):
    try:
        model = mlflow.pyfunc.load_model(f"models:/{name}@champion")
        return model
    except Exception as error:
        print(error)
