import sys

import pandas as pd


def check(rows: pd.DataFrame) -> bool:
    return bool((rows["age"] > 0).all())


if __name__ == "__main__":
    passed = check(pd.read_csv(sys.argv[1]))
    if not passed:
        raise ValueError("The check of the rows failed")
