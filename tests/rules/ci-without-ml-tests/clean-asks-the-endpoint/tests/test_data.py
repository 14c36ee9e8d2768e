import os

DATA_DIR = "data/raw"


def test_raw_data():
    assert os.path.exists(os.path.join(DATA_DIR, "train_labels.txt"))


def test_label_text_match():
    with open(os.path.join(DATA_DIR, "train_labels.txt")) as labels, open(os.path.join(DATA_DIR, "train_text.txt")) as texts:
        assert len(labels.readlines()) == len(texts.readlines())
