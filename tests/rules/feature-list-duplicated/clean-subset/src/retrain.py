import pandas as pd
from sklearn.linear_model import Ridge


def main():
    feedback = pd.read_csv("data/feedback.csv")
    feedback = feedback.dropna(subset=["user", "movie", "rating", "rated_at"])
    Ridge().fit(feedback[["user", "movie"]], feedback["rating"])
