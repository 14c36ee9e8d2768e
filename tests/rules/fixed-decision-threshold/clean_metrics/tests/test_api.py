def test_score(model):
    proba = model.predict_proba([[1]])[0, 1]
    assert bool(proba > 0.5)
