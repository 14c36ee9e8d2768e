import pytest

from credit.models import trainer


@pytest.mark.parametrize("name", ["boosted"])
def test_fits(name, tmp_path):
    settings = {"columns": ["age"], "target": "late", "trees": 3, "seed": 1, "data": "tests/loans.parquet", "out": tmp_path / "m"}
    assert trainer(name, settings).train().n_features_ == 1
