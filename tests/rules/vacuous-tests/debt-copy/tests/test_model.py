def score(model, rows):
    values = model.predict_proba(rows)[:, 1]
    rounded = [round(float(v), 3) for v in values]
    return rounded


def test_score(model):
    assert score(model, [[1, 2]]) == [0.5]
