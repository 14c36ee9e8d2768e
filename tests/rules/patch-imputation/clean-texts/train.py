import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

TEXT_COLUMNS = ["title", "body"]


def train(frame: pd.DataFrame) -> LogisticRegression:
    frame[TEXT_COLUMNS] = frame[TEXT_COLUMNS].fillna("").astype(str)
    rows = TfidfVectorizer().fit_transform(frame["title"] + frame["body"])
    return LogisticRegression().fit(rows, frame["spam"])
