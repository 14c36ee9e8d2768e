from src.serve import predict
from src.train import features


def test_serving_computes_what_training_does():
    assert predict is not None and features is not None
