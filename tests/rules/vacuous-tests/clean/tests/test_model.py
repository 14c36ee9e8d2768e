import pytest

from src.model import score, train
from tests.conftest import assert_scores


def test_scores(model):
    values = score(model, [[1, 2]])
    assert_scores(values)


def test_fixture(checked):
    result = train("x.csv")
    checked.append(1)


def test_missing_file():
    with pytest.raises(FileNotFoundError):
        train("nowhere.csv")


def test_close(model):
    assert score(model, [[1, 2]])[0] == pytest.approx(0.7, abs=0.01)


def test_handler():
    try:
        train("nowhere.csv")
    except FileNotFoundError:
        assert True
    else:
        assert False


@pytest.mark.skip(reason="needs the warehouse")
def test_warehouse():
    assert train("warehouse.csv")


def test_reports(model):
    failed = []
    try:
        assert score(model, []) == []
    except AssertionError as error:
        failed.append(error)
    assert not failed


def test(model, loader):
    return [model(x) for x in loader]
