import pandas as pd

frame = pd.read_csv("elsewhere/predictions.csv")
