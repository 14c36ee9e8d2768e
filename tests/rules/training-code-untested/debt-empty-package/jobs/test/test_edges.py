import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "src"))

import src


def test_there():
    assert src.__name__ == "src"
