from app.llm import combine


def test_combine():
    assert combine(["a"], 1, True) == ["a"]
