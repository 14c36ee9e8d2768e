def test_auc_is_better_than_chance(auc):
    assert auc > 0.7
