import pandas as pd
import requests
from bs4 import BeautifulSoup

page = requests.get("https://shop.example.org/reviews")
rows = [tag.text for tag in BeautifulSoup(page.text).find_all("p")]
pd.DataFrame(rows).to_csv("raw/pages.csv")
