import joblib
import pandas as pd
from sklearn.svm import SVC


def train(model, batches):
    frame = pd.read_sql("select a, y from sales order by day desc limit 5000", "sqlite://")
    frame = frame.sort_values("value", ascending=False)
    frame = frame.head(500)
    for batch in batches:
        model.fit(batch, epochs=1)
    model = SVC(C=2).fit(frame[["a"]], frame["y"])
    joblib.dump(model, "model.pkl")
