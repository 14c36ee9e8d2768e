import pytest

from shop.total import total

# TODO mend these soon please
pytest.skip(allow_module_level=True)


# noqa: E501 is for the line
@pytest.mark.skip
def test_total():
    assert total([1, 2]) == 3
