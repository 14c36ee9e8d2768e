import pickle


def shares(df):
    return df.a / df.b


def old_model(path):
    with open(path, "rb") as f:
        model = pickle.load(f)
    return model
