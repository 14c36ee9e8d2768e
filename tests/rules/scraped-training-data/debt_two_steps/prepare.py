import pandas as pd

df = pd.read_csv("raw/pages.csv")
df.to_csv("data/reviews.csv")
