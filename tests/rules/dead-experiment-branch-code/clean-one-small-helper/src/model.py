from sklearn.linear_model import LogisticRegression


def train(x, y):
    return LogisticRegression().fit(x, y)


def plot_importance(model, names):
    pairs = sorted(zip(model.coef_[0], names))
    for weight, name in pairs:
        print(f"{name}: {weight:.2f}")
