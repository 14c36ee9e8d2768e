import logging
import sys
from pathlib import Path

import pandas as pd
from sklearn.linear_model import LogisticRegression

logger = logging.getLogger(__name__)


def main():
    path = Path("data/processed.parquet")
    if not path.exists():
        logger.error("no data at %s, run the preprocessing first", path)
        sys.exit(1)
    if Path("models/today.joblib").exists():
        logger.info("trained already")
        return
    df = pd.read_parquet(path)
    LogisticRegression().fit(df[["a"]], df["b"])


if __name__ == "__main__":
    main()
