import requests

URL = "https://github.com/someone/data/raw/main/a.csv"
rows = requests.get(URL).text
