import joblib

from data import deployed_models, new_batches, preprocess


def nightly():
    prepared = [preprocess(batch) for batch in new_batches()]
    for model in deployed_models():
        for batch in prepared:
            model.predict(batch)


if __name__ == "__main__":
    nightly()
