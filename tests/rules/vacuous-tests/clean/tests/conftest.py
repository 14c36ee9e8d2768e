import pytest


def assert_scores(values):
    assert all(0 <= v <= 1 for v in values)


@pytest.fixture
def checked():
    state = []
    yield state
    assert state


@pytest.fixture
def test_rows():
    rows = [[1, 2]]
    return rows
