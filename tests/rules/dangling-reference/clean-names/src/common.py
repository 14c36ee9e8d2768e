def make_features(x):
    return x
