import pandas as pd
from sklearn.ensemble import RandomForestClassifier


def important(rows: pd.DataFrame, target: pd.Series) -> list[str]:
    forest = RandomForestClassifier(n_estimators=300, max_depth=12, min_samples_leaf=20, max_features=0.4, class_weight="balanced")
    forest.fit(rows, target)
    return [name for name, weight in zip(rows.columns, forest.feature_importances_) if weight > 0.01]
