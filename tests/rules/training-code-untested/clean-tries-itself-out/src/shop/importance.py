"""Which columns a fitted model leans on."""

import numpy as np
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression


def importance(model, rows, labels, names):
    found = permutation_importance(model, rows, labels, n_repeats=5, random_state=0)
    order = np.argsort(found.importances_mean)[::-1]
    return [(names[at], float(found.importances_mean[at])) for at in order]


def shares(pairs):
    total = sum(max(value, 0.0) for _, value in pairs)
    if total == 0:
        return [(name, 0.0) for name, _ in pairs]
    return [(name, max(value, 0.0) / total) for name, value in pairs]


def table(pairs, width=20):
    lines = []
    for name, value in pairs:
        bar = "#" * int(value * width)
        lines.append(f"{name:<20} {bar}")
    return "\n".join(lines)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(200, 3))
    labels = (rows[:, 0] > 0).astype(int)
    fitted = LogisticRegression().fit(rows, labels)
    pairs = shares(importance(fitted, rows, labels, ["age", "income", "tenure"]))
    print(table(pairs))
