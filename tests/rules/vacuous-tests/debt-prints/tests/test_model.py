from src.model import score, train


def test_scores():
    print(score(None, []))


def test_model():
    model = train("x.csv")
