import pytest

from src.model import score, train


def test_train():
    assert True


def test_same(rows):
    assert rows == rows


def test_tuple():
    assert (score(None, []) == [1], "the score is one")


def test_swallowed():
    try:
        model = train("x.csv")
        assert model.C == 0.5
    except Exception as error:
        print(error)


def test_close():
    assert score(None, [])[0] == pytest.approx(0.7, abs=1.0)


@pytest.mark.skip
def test_later():
    assert train("x.csv") is not None


def test_empty():
    """To be written."""


def test_twice():
    assert score(None, []) == []


def test_twice():
    assert score(None, []) == [1]


def test_good():
    assert score(None, []) == []
