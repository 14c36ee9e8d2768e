from sklearn.svm import SVC


def train(X, y):
    return SVC(C=2).fit(X, y)
