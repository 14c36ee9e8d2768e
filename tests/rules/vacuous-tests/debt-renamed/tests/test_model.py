import pytest as pt
from src.model import train as fit_it


@pt.mark.skip()
def test_train():
    assert fit_it("x.csv") is not None
