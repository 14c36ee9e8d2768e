from sklearn.linear_model import LogisticRegression


def train(rows, labels):
    # TODO: Add also the rain model.
    model = LogisticRegression()
    model.fit(rows, labels)
    return model  # TODO move this to model
