import joblib
import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import r2_score

frame = pd.read_parquet("data/train.parquet")
X_train, y_train = frame.drop(columns="cost"), frame["cost"]
model = RandomForestRegressor()
model.fit(X_train, y_train)
r2 = r2_score(y_train, model.predict(X_train))
mlflow.log_metric("r2", r2)
joblib.dump(model, "model.joblib")
