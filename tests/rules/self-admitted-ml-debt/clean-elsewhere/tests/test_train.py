# TODO: more cases


def test_train():
    assert len("ab") == 2
