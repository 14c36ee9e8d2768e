from src.train import train


def test_train():
    assert train([[0], [1]], [0, 1]).coef_.shape == (1, 1)
