import pytest
from src import model


def test_model_is_there():
    assert model is not None


def test_answer(client):
    answer = client.post("/predict", json={"x": 1})
    assert answer.status_code == 200


def test_type():
    assert isinstance(model, object)


def test_value():
    assert model.train([1], [1]) == 1


def test_shape():
    assert len(model.train([1], [1])) == 1


def test_error():
    with pytest.raises(ValueError):
        model.train([], [])
