import pandas as pd

df = pd.read_csv("data/prepared.csv")
df.to_csv("data/features.csv", index=False)
