# Data taken from https://www.kaggle.com/datasets/robikscube/flight-delay
import pandas as pd

frame = pd.read_csv("data/flights.csv")
