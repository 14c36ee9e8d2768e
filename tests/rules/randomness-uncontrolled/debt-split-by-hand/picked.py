import pandas as pd

frame = pd.read_csv("customers.csv")
picked = frame.sample(frac=0.8)
rest = frame.drop(picked.index)
picked.to_csv("train.csv")
rest.to_csv("test.csv")
