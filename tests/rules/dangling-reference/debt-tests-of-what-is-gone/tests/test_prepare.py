import pytest

from kit.prepare import clean, scale_rows
from kit.windows import cut


def test_clean():
    assert clean([1, None]) == [1]


def test_cut():
    with pytest.raises(ValueError):
        cut(scale_rows([]))
