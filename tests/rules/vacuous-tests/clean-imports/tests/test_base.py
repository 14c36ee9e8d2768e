from shop.prices import *


def test_import():
    assert True


def test_of_parts():
    """The parts come in."""
    import shop.prices

    assert True
