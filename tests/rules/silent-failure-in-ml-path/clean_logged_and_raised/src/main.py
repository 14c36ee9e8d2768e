import logging
import sys

import pandas as pd

logger = logging.getLogger(__name__)


def prepare_rows(path):
    try:
        return pd.read_csv(path).dropna()
    except Exception:
        logger.exception("cannot prepare %s", path)
        raise


def train_model(path):
    try:
        return prepare_rows(path)
    except Exception as error:
        logger.error("training failed: %s", error)
        sys.exit(1)


def save_plots(rows):
    try:
        rows.hist()
    except Exception as error:
        logger.warning("no plots: %s", error)


def score_similarity(one, other):
    try:
        return one @ other
    except Exception as error:
        logger.error("no score: %s", error)
        return float("nan")


def main():
    rows = train_model("data.csv")
    save_plots(rows)
    print(score_similarity(rows, rows))


if __name__ == "__main__":
    main()
