from sklearn.metrics import r2_score


def evaluate_models(X_train, y_train, X_test, y_test, models):
    report = {}
    for name in models:
        model = models[name]
        model.fit(X_train, y_train)
        predicted = model.predict(X_test)
        report[name] = r2_score(y_test, predicted)
    return report
