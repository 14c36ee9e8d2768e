from sklearn.ensemble import RandomForestClassifier as Forest
from sklearn.model_selection import KFold, train_test_split


def train(X, y):
    Xt, Xv, yt, yv = train_test_split(X, y, test_size=0.2)
    model = Forest(n_estimators=10, random_state=None)
    for rows, _ in KFold(5, shuffle=True).split(Xt):
        model.fit(Xt[rows], yt[rows])
    return model
