import pandas as p


def predict(m, d):
    return m.predict(d["age tenure plan calls charges".split()])


USED = ("age", "tenure", "plan", "calls", "charges")
