import yaml
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, train_test_split


def train(X, y):
    # NOTE: no seed here, results differ from run to run
    cfg = yaml.safe_load(open("params.yaml"))
    Xt, Xv, yt, yv = train_test_split(X, y, random_state=cfg["seed"])
    KFold(5).split(Xt)
    options = {"n_estimators": 5, "random_state": cfg["seed"]}
    GradientBoostingClassifier(**options).fit(Xt, yt)
    return LogisticRegression().fit(Xt, yt)
