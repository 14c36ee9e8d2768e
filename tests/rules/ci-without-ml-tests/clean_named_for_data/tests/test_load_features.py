from shop.utils import percent


def test_columns():
    assert sorted({"b": percent(1, 2), "a": 1}) == ["a", "b"]
