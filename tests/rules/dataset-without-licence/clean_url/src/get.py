import pandas as pd

df = pd.read_csv("https://example.org/files/houses.csv")
