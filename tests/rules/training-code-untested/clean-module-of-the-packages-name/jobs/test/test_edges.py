import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "src"))

import src


def test_missing_file():
    with pytest.raises(FileNotFoundError):
        src.run("nowhere.csv", "out", 1)
