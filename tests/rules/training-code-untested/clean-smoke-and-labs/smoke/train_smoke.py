"""Fits the credit model."""
import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier as Forest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

TARGET = "default"


def run(path, out, seed):
    frame = pd.read_csv(path)
    frame = frame[frame.amount > 0]
    columns = [name for name in frame.columns if name != TARGET]
    train, test = train_test_split(frame, test_size=0.2, random_state=seed)
    model = Forest(n_estimators=200, random_state=seed)
    model.fit(train[columns], train[TARGET])
    scores = model.predict_proba(test[columns])[:, 1]
    auc = roc_auc_score(test[TARGET], scores)
    if auc < 0.6:
        raise ValueError("the model is no better than chance")
    joblib.dump(model, out)
    return auc


if __name__ == "__main__":
    print(run("data/loans.csv", "models/loans.joblib", 7))
