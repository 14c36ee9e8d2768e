import pytest

from app.llm import combine


def test_it_needs_a_size():
    with pytest.raises(TypeError):
        combine(["a"])


@pytest.mark.skip(reason="until it has a default")
def test_default():
    assert combine(["a"]) == ["a"]
