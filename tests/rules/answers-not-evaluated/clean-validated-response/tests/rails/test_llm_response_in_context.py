import pytest


@pytest.mark.parametrize("context, statement, expected", [("a", "b", True)])
def test_statement(context, statement, expected):
    assert in_context(context, statement) is expected
