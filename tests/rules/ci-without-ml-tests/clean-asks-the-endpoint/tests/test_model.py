from src.predict import make_predictions


def test_predict():
    found = make_predictions("https://api.example.org/predict", "tests/img.jpg")[0]
    assert found["class"] == "vehicle"
    assert abs(found["x1"] - 17) <= 20
