from unittest.mock import MagicMock, patch

from src.model import score, train


def test_score():
    model = MagicMock()
    model.predict_proba.return_value = [[0.1, 0.9]]
    assert score(model, [[1, 2]]) == [0.9]


def test_train():
    with patch("pandas.read_csv") as read:
        train("x.csv")
    read.assert_called_once_with("x.csv")


def test_update(client):
    response = client.patch("/models/1", json={"C": 1})
    assert response.status_code == 200


@patch("mlflow.register_model")
def test_register(fake):
    registry = Registry()
    registry.register_model("m")
    fake.assert_called_once()
