import pickle


def test_round_trip(tmp_path):
    assert pickle.load(open(tmp_path / "a.pkl", "rb")) == 1
