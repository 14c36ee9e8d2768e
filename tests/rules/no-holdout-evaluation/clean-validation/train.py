from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split


def train(X, y):
    X_train, X_val, y_train, y_val = train_test_split(X, y, random_state=7)
    model = LogisticRegression(C=0.5).fit(X_train, y_train)
    print("train", model.score(X_train, y_train))
    return roc_auc_score(y_val, model.predict_proba(X_val)[:, 1])
