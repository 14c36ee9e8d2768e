import joblib
from sklearn.ensemble import RandomForestClassifier

from app.ingestion import Ingestion


def train():
    source = Ingestion()
    rows = source.build(source.load("data/orders.csv"))
    model = RandomForestClassifier(n_estimators=200, random_state=0)
    model.fit(rows.drop(columns="churn"), rows["churn"])
    joblib.dump(model, "models/model.joblib")
