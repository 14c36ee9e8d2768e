from datasets import load_dataset


def data():
    return load_dataset("acme/reviews", revision="0123456789012345678901234567890123456789")
