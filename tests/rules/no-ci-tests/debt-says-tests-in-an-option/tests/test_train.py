from model.train import train


def test_train():
    assert train([[0], [1]], [0, 1]) is not None
