import pandas as pd

df = pd.read_csv("https://raw.githubusercontent.com/acme/churn/main/data/a.csv")
local = pd.read_csv("data/a.csv")
