import joblib
import pandas as pd
from prophet import Prophet
from sklearn.metrics import mean_absolute_error

rows = pd.read_csv("data/sales.csv")
held = rows.tail(28)
model = Prophet(weekly_seasonality=True)
model.fit(rows.head(len(rows) - 28))
print(mean_absolute_error(held["y"], model.predict(held)["yhat"]))
last_week = rows["y"].shift(7).tail(28)
print(mean_absolute_error(held["y"], last_week))
joblib.dump(model, "model.pkl")
