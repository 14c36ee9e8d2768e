from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, Normalizer


def load(frame):
    y = LabelEncoder().fit_transform(frame["target"])
    X = HashingVectorizer().fit_transform(frame.text)
    X = Normalizer().fit_transform(X)
    return train_test_split(X, y, random_state=0)
