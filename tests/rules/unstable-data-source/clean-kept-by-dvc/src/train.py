import json

import pandas as pd
from sklearn.linear_model import LinearRegression
from src.fetch import main

main()
with open("data/raw/weather.json") as file:
    rows = pd.DataFrame(json.load(file))
LinearRegression().fit(rows[["hour"]], rows["temperature"])
