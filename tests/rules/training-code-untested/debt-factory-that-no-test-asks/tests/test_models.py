from credit.models.factory import kinds


def test_kinds():
    assert kinds() == ["boosted"]
