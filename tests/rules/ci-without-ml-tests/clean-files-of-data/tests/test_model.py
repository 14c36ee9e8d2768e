from sklearn.metrics import accuracy_score

from src.train import train


def test_model():
    model = train([[0], [1]], [0, 1])
    assert accuracy_score([0, 1], model.predict([[0], [1]])) > 0.5
