from sklearn.linear_model import LogisticRegression


def train(x, y):
    return LogisticRegression().fit(x, y)


def plot_importance(model, names):
    pairs = sorted(zip(model.coef_[0], names))
    for weight, name in pairs:
        print(f"{name}: {weight:.2f}")


def plot_residuals(model, rows, truth):
    left = truth - model.predict(rows)
    for one in left:
        print(f"{one:.2f}")


def plot_calibration(model, rows, truth):
    told = model.predict_proba(rows)[:, 1]
    for one, right in zip(told, truth):
        print(f"{one:.2f} {right}")
