from unittest import mock

import shop


def test_train_is_offered():
    assert hasattr(shop, "train")
    with mock.patch("shop.train") as train:
        shop.train(None)
        assert train.call_args == mock.call(None)
