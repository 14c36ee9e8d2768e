from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB


def clean_text(text):
    return text.lower().strip().replace("\n", " ")


def main(texts, labels):
    rows = CountVectorizer(preprocessor=clean_text).fit_transform(texts)
    return MultinomialNB().fit(rows, labels)
