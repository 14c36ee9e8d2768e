import argparse

from sklearn.ensemble import GradientBoostingClassifier

parser = argparse.ArgumentParser()
parser.add_argument("--depth", type=int, default=4)


def train(X, y):
    args = parser.parse_args()
    model = GradientBoostingClassifier(n_estimators=437, learning_rate=0.03, max_depth=args.depth, subsample=0.8, min_samples_leaf=20)
    return model.fit(X, y)
