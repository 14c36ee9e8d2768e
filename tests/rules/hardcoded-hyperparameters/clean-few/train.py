from sklearn.linear_model import LogisticRegression


def train(X, y):
    return LogisticRegression(C=0.5, max_iter=400, random_state=1, n_jobs=4).fit(X, y)
