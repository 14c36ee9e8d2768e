from churn import rate


def test_rate() -> None:
    assert rate(1, 2) == 0.5
