def f1_score(a, b):
    return a
