import pandas as pd


def join(a, b):
    left = pd.read_csv(a)
    right = pd.read_csv(b)
    return left.merge(right)
