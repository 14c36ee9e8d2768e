import numpy as np
from src import model


def test_model_is_there():
    assert model is not None


def test_model_has_a_type():
    assert isinstance(np.zeros(3), np.ndarray)
    assert hasattr(model, "train")


def test_answer(client):
    answer = client.post("/predict", json={"x": 1})
    assert answer.status_code == 200
    assert "prediction" in answer.json()


def test_value():
    assert np.zeros(3).sum() == 0
