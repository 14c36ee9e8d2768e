import pandas as pd

df = pd.read_csv("data/raw.csv")
df.to_csv("data/prepared.csv", index=False)
