import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from churn.data import load


def test_load() -> None:
    assert load() == 1
