from transformers import AutoModel


def test_net():
    assert AutoModel.from_pretrained("hf-internal-testing/tiny-random-bert")
