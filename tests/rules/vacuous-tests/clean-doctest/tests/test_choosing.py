def test_one():
    """
    >>> sorted([2, 'one' == 1])
    [False, 2]
    """


def test_two():
    """
    >>> sorted([2, 'two' == 1])
    [False, 2]
    """


def test_three():
    """
    >>> sorted([2, 'three' == 1])
    [False, 2]
    """


def test_four():
    """
    >>> sorted([2, 'four' == 1])
    [False, 2]
    """


def test_sorted():
    assert sorted([2, 1]) == [1, 2]
