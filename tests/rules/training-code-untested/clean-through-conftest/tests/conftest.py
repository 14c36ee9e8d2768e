import pytest

from src.train import run


@pytest.fixture
def auc(tmp_path):
    return run("tests/loans.csv", tmp_path / "m.joblib", 3)
