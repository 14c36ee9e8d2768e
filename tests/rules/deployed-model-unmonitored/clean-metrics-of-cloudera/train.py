"""Train the churn model."""
from pathlib import Path

import joblib
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

FEATURES = ["tenure", "monthly_charges", "total_charges", "support_calls"]


def main() -> None:
    frame = pd.read_csv("data/customers.csv")
    x_train, x_test, y_train, y_test = train_test_split(frame[FEATURES], frame["churned"], test_size=0.2, random_state=7)
    model = GradientBoostingClassifier(random_state=7)
    model.fit(x_train, y_train)
    print("auc", roc_auc_score(y_test, model.predict_proba(x_test)[:, 1]))
    Path("models").mkdir(exist_ok=True)
    joblib.dump(model, "models/churn.joblib")


if __name__ == "__main__":
    main()
