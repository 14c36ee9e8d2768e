def test_rows():
    assert [1, 2][0] == 1
