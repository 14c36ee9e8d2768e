import sklearn.svm as machines


def train(X, y):
    return machines.SVC(C=2).fit(X, y)
