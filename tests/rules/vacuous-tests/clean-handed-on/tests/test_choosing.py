import pytest
from choose import title_of


def test_with_text():
    pass


test_with_text.title = "With a text"


def test_without_text():
    pass


@pytest.mark.parametrize(("function", "title"), [(test_with_text, "With a text"), (test_without_text, "Without text")])
def test_title_of(function, title):
    assert title_of(function) == title
