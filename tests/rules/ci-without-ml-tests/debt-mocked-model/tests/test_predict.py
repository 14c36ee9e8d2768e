from unittest.mock import MagicMock


def test_predict():
    model = MagicMock()
    model.predict.return_value = [1]
    assert model.predict([[0]]) == [1]
