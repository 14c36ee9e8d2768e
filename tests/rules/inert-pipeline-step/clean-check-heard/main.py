import sys

from stage import run_validation
from training import train


def check_folder(path):
    if not path:
        raise ValueError(path)


if __name__ == "__main__":
    check_folder("data")
    if not run_validation("data/a.csv"):
        sys.exit(1)
    train("data/a.csv")
