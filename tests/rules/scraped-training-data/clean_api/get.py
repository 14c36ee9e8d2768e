import pandas as pd
import requests

page = requests.get("https://shop.example.org/reviews")
rows = page.json()
pd.DataFrame(rows).to_csv("data/reviews.csv")
