from sklearn.linear_model import LogisticRegression


def train():
    return LogisticRegression().fit([[0], [1]], [0, 1])
