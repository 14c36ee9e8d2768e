from sklearn.linear_model import LogisticRegression


def train(x, y):
    return LogisticRegression().fit(x, y)


# def train_forest(x, y):
#     from sklearn.ensemble import RandomForestClassifier
#
#     model = RandomForestClassifier(n_estimators=500, max_depth=9)
#     model.fit(x, y)
#     scores = model.predict_proba(x)[:, 1]
#     order = scores.argsort()
#     top = order[-100:]
#     print(y.iloc[top].mean())
#     for name, value in zip(x.columns, model.feature_importances_):
#         print(name, value)
#     return model
