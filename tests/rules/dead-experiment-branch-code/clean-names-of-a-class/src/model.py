from sklearn.linear_model import LogisticRegression


def train(x, y):
    return Report(LogisticRegression().fit(x, y), x, y).tell()


def _Report__importance(model, names):
    pairs = sorted(zip(model.coef_[0], names))
    for weight, name in pairs:
        print(f"{name}: {weight:.2f}")


def _Report__residuals(model, rows, truth):
    left = truth - model.predict(rows)
    for one in left:
        print(f"{one:.2f}")


def _Report__calibration(model, rows, truth):
    told = model.predict_proba(rows)[:, 1]
    for one, right in zip(told, truth):
        print(f"{one:.2f} {right}")


class Report:
    def __init__(self, model, rows, truth):
        self.model, self.rows, self.truth = model, rows, truth

    def tell(self):
        __importance(self.model, list(self.rows))
        __residuals(self.model, self.rows, self.truth)
        __calibration(self.model, self.rows, self.truth)
        return self.model
