import pandas as pd

grants = pd.read_json("https://grants.example.test/all")
grants.to_csv("data/raw/grants.csv")
