import pandas as p
from sklearn.model_selection import train_test_split as tts

d = p.read_csv("a.csv")
d["when"] = p.to_datetime(d["when"])
d = d.sort_values("when")
d["prev"] = d["amount"].shift(1)
a, b = tts(d, test_size=0.3)
