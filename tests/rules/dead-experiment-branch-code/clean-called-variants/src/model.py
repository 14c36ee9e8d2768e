from sklearn.linear_model import LogisticRegression


def train(x, y):
    return LogisticRegression().fit(x, y)


def train_v2(x, y):
    model = LogisticRegression(C=0.1)
    model.fit(x, y)
    return model


def train_old(x, y):
    model = LogisticRegression(penalty=None)
    model.fit(x, y)
    return model
