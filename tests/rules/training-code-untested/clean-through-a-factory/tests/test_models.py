from credit.models.factory import make_model


def test_fits(tmp_path):
    settings = {"columns": ["age"], "target": "late", "trees": 3, "seed": 1, "data": "tests/loans.parquet", "out": tmp_path / "m"}
    assert make_model("boosted", settings).train().n_features_ == 1
