import argparse

from sklearn.ensemble import RandomForestClassifier

parser = argparse.ArgumentParser()
parser.add_argument("--n-estimators", type=int, default=1000)
args = parser.parse_args()
model = RandomForestClassifier(n_estimators=args.n_estimators).fit([[0], [1]], [0, 1])
