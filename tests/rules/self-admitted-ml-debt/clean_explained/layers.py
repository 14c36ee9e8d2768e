"""Layers of the model."""

from sklearn.linear_model import LogisticRegression

VERBOSE = 1  # follows Keras verbose for now


def kept(rows):
    # USER: modify this if you want to keep them for some reason.
    return [row for row in rows if row]


def scaled(x):
    # It is computed such that
    # the 'magic numbers' (specifically for sigmoid) scale the activation to
    # a sensible range.
    return 2.0 - x


# Note to developers: the charts are split in two, as I'm not sure if both fit on one logarithmic axis.
def fit(x, y):
    return LogisticRegression().fit(x, y)
