import pytest


@pytest.mark.xfail
def test_that_you_wrote_tests():
    assert False, "No tests written"


@pytest.mark.xfail(reason="issue 12")
def test_known_fault():
    from src import model

    assert model.train([1], [1]) == 2
