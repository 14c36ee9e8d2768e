from unittest import mock

import shop


def test_train_is_called():
    with mock.patch("shop.train") as train:
        shop.train(None)
        assert shop.train.called
    assert train.call_args == mock.call(None)
