import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

frame = pd.read_csv("data.csv")
model = RandomForestClassifier(random_state=1).fit(frame.drop(columns="y"), frame["y"])
joblib.dump(model, "model.joblib")
