def rows():
    found = [1, 2]
    assert found
    return found
