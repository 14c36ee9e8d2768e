import requests
import pandas as table
import bs4 as soup


class Scraper:
    url = "https://shop.example.org/reviews"

    def run(self):
        page = soup.BeautifulSoup(requests.get(self.url).text)
        frame = table.DataFrame([tag.text for tag in page.find_all("p")])
        frame.to_csv("data/reviews.csv")
