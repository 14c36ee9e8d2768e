import pandas as pd

df = pd.read_csv("a.csv")
df.fillna(0).to_html("a.html")
