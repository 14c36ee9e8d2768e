import joblib
from xgboost import XGBClassifier


def main():
    X, y = joblib.load("X.pkl"), joblib.load("y.pkl")
    scale_pos_weight = 227845 / 492
    model = XGBClassifier(scale_pos_weight=scale_pos_weight, random_state=0)
    model.fit(X, y)


main()
