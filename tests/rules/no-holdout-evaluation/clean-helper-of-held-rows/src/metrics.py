from sklearn.metrics import classification_report
def report(model, X, y):
    print(classification_report(y, model.predict(X)))
