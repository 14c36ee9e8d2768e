from sklearn.linear_model import LinearRegression
from sklearn.naive_bayes import GaussianNB


def train(X, y):
    return LinearRegression().fit(X, y), GaussianNB().fit(X, y)
