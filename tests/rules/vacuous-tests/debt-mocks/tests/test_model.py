from unittest.mock import MagicMock, patch

import src.model


def test_predict():
    model = MagicMock()
    model.predict.return_value = [1]
    assert model.predict([[1, 2]]) == [1]


def test_train():
    with patch("src.model.train", return_value=3):
        assert src.model.train("x.csv") == 3


@patch("src.model.score")
def test_score(fake):
    fake.return_value = [0.5]
    assert src.model.score(None, []) == [0.5]
