import os
import sys

from churn.data import load


def serve() -> int:
    working_dir = os.getcwd()
    sys.path.insert(0, working_dir)
    return load()
