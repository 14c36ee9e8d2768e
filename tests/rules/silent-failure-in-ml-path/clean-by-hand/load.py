import joblib


def load_model(path):
    return joblib.load(path)


if __name__ == "__main__":
    try:
        print(load_model("model.joblib"))
    except Exception as error:
        print(error)
