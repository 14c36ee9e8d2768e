from sklearn.impute import SimpleImputer
from lib import chronological_split


def prepare(df):
    imputer = SimpleImputer()
    df[["age", "income"]] = imputer.fit_transform(df[["age", "income"]])
    train, test = chronological_split(df, 0.8)
    return train, test
