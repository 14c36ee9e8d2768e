import pandas as pd

df = pd.read_csv("https://crm.example.test/export.csv")
df.to_csv("data/raw.csv")
