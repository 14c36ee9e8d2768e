def featurize(x):
    x["share"] = x["spent"] / x["earned"]
    return x
