import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, precision_recall_curve


def evaluate(X_train, y_train, X_val, y_val, X_test, y_test):
    model = LogisticRegression(C=0.3, random_state=1).fit(X_train, y_train)
    scores = model.predict_proba(X_test)[:, 1]
    precision, recall, thresholds = precision_recall_curve(y_val, model.predict_proba(X_val)[:, 1])
    f1 = 2 * precision * recall / (precision + recall)
    optimal_cut = thresholds[np.argmax(f1)]
    decided = (scores >= optimal_cut).astype(int)
    print(classification_report(y_test, decided))
