from prepare import load
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def train(path):
    df = load(path)
    train_rows, test_rows = train_test_split(df, random_state=0)
    model = LogisticRegression().fit(train_rows.drop(columns="fraud"), train_rows["fraud"])
    return model, test_rows
