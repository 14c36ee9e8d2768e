from sklearn.linear_model import Ridge


def train(x, y):
    return Ridge().fit(x, y)
