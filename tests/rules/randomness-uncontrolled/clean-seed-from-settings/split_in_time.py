from sklearn.model_selection import train_test_split


def split(X):
    return train_test_split(X, shuffle=False)
