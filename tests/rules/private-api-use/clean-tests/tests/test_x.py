import torch


def test_x():
    assert torch._C is not None
