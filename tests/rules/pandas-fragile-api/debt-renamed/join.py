import pandas as tables
from pandas import merge as together


def join(a: tables.DataFrame, b):
    a[a.x > 0]["y"] = 1
    return together(a, b)
