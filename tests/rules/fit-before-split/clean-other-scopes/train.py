from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def scale_train_part(X_train):
    return StandardScaler().fit_transform(X_train)


def split(X, y):
    head, tail = "a,b".split(",")
    return train_test_split(X, y, random_state=len(head + tail))


def serve_all(X):
    X = StandardScaler().fit_transform(X)
    return X
