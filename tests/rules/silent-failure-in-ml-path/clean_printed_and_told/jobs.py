import logging
import sys

import joblib
import pandas as pd

logger = logging.getLogger(__name__)


def load(path):
    try:
        return joblib.load(path)
    except Exception as error:
        print(error)
        raise


def score(path):
    try:
        return pd.read_csv(path)
    except Exception as error:
        print(f"cannot read {path}: {error}")
        sys.exit(1)


def predict(model, rows):
    try:
        return model.predict(rows)
    except Exception as error:
        print(error)
        logger.exception("prediction failed")
        return None


def fetch(path):
    try:
        return pd.read_csv(path)
    except FileNotFoundError:
        print("no file yet")
        return None
