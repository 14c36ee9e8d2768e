import sys


def score(rows):
    return len(rows)


sys.modules[__name__].weigh = score
