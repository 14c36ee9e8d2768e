import pandas as pd
from sklearn.linear_model import Ridge


def main():
    ratings = pd.read_csv("data/ratings.csv")
    ratings = ratings.dropna(subset=["user", "movie", "rating", "rated_at", "day"])
    Ridge().fit(ratings[["user", "movie"]], ratings["rating"])
