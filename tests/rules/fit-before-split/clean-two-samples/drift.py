import numpy as np
from sklearn.decomposition import PCA
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import train_test_split


def domain_classifier_drift(reference, current):
    X = np.concatenate([reference, current])
    y = np.concatenate([np.zeros(len(reference)), np.ones(len(current))])
    X = PCA(n_components=5).fit_transform(X)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=3)
    return GradientBoostingClassifier(max_depth=2).fit(X_train, y_train).score(X_test, y_test)
