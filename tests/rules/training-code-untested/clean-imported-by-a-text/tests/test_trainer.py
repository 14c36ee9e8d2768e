from importlib import import_module


def test_fits(tmp_path):
    settings = {"columns": ["age"], "target": "late", "trees": 3, "seed": 1, "data": "tests/loans.parquet", "out": tmp_path / "m"}
    assert import_module(".trainer", "credit").Trainer(settings).train().n_features_ == 1
