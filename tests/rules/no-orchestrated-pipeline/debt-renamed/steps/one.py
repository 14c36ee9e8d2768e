from pandas import read_csv

read_csv("data/raw.csv").dropna().to_csv("data/clean.csv")
