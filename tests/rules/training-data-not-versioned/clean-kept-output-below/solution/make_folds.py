import pandas as pd

df = pd.read_csv("/mnt/share/train_metadata.csv")
df["fold"] = range(len(df))
df.to_csv("folds.csv", index=False)
