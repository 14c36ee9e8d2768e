def fit(model, X_train, y_train):
    return model.fit(X_train, y_train)
