import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("a.csv", parse_dates=["ts"])
cutoff_date = "2026-01-01"
train, test = df[df.ts < cutoff_date], df[df.ts >= cutoff_date]
fit, tune = train_test_split(train)
