import logging
import sys

import pandas as pd

logger = logging.getLogger(__name__)


def load_rows(path):
    try:
        return pd.read_csv(path)
    except Exception as error:
        logger.error("cannot read %s: %s", path, error)
        return None


def main():
    rows = load_rows("data.csv")
    if rows is None:
        sys.exit(1)
    print(len(rows))


if __name__ == "__main__":
    main()
