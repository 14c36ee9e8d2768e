import pandas as pd

for place in ("/mnt/docs/a.csv", "/mnt/cache/a.csv", "/srv/scores/a.csv"):
    print(len(pd.read_csv(place)))
