from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score


def train(X, y):
    model = RandomForestClassifier(n_estimators=200)
    model.fit(X, y)
    predicted = model.predict(X)
    print(f1_score(y, predicted))
    return model
