from sklearn.linear_model import LogisticRegression


def train(rows, labels):
    print("training on", len(rows))
    return LogisticRegression().fit(rows, labels)
