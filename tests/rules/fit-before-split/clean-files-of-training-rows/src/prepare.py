import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("data/raw/customers.csv")
train, test = train_test_split(df, random_state=1)
scaler = StandardScaler()
train[["age"]] = scaler.fit_transform(train[["age"]])
train.to_csv("data/customers_ready.csv", index=False)
