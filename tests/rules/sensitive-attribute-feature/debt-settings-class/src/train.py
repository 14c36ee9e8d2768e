from dataclasses import dataclass, field

import joblib
import pandas as pd
from xgboost import XGBClassifier


@dataclass
class Config:
    features: list[str] = field(default_factory=lambda: ["income", "age", "sex", "loan_amount"])
    target: str = "default"


def main(cfg=Config()):
    df = pd.read_parquet("data/loans.parquet")
    clf = XGBClassifier(random_state=1)
    clf.fit(df[cfg.features], df[cfg.target])
    joblib.dump(clf, "loan_model.joblib")


if __name__ == "__main__":
    main()
