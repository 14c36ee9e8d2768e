from datasets import load_dataset


def test_a():
    assert load_dataset("acme/reviews")
