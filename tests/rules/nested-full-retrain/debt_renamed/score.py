import joblib

from data import deployed_models, new_batches, preprocess as preprocess_rows


def nightly():
    for model in deployed_models():
        for batch in new_batches():
            X = preprocess_rows(batch)
            model.predict(X)


if __name__ == "__main__":
    nightly()
