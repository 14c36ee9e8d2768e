import os
import sys

if __name__ == "__main__":
    sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), "..")))

from churn.data import load


def upload() -> int:
    return load()


if __name__ == "__main__":
    upload()
