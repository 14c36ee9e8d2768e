import pandas as pd

df = pd.read_csv("data/features.csv")
df.to_csv("data/scores.csv", index=False)
