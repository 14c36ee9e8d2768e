from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def train(X, y):
    Xtr, Xte, ytr, yte = train_test_split(X, y, random_state=1)
    scaler = StandardScaler()
    scaler.fit(Xtr)
    return scaler.transform(Xtr), scaler.transform(Xte)


def folds(X, y, model, cv):
    X_train, X_test = train_test_split(X, random_state=1)
    X = StandardScaler().fit_transform(X_train)
    return cross_validate(model, X, y, cv=cv)
