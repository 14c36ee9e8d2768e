import pandas as pd
import requests
from bs4 import BeautifulSoup

page = requests.get("https://docs.ray.io/en/master/")
rows = [tag.text for tag in BeautifulSoup(page.text).find_all("p")]
pd.DataFrame(rows).to_csv("data/reviews.csv")
