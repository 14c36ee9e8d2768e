import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.model_selection import train_test_split


def look(path, picture):
    table = pd.read_csv(path)
    X, y = table.drop(columns=["churned"]), table["churned"]
    if picture:
        shown, _ = SMOTE(random_state=1).fit_resample(X, y)
        print(shown.describe())
        shown = X
    else:
        shown = X
    return train_test_split(shown, y, random_state=1)
