import pytest

from credit.money import cents


def test_cents():
    assert cents(1.5) == 150


@pytest.mark.skip(reason="slow")
def test_train():
    from credit.train import run

    assert run("a", "b", 1) > 0
