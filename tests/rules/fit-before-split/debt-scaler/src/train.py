from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def train(frame):
    X = frame.drop(columns=["churned"])
    y = frame.churned
    X = StandardScaler().fit_transform(X)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, random_state=3)
    return LogisticRegression().fit(X_tr, y_tr).score(X_te, y_te)
