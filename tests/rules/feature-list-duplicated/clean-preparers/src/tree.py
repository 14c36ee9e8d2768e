from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer


def preprocessor():
    num_cols = ["width", "height", "depth", "weight"]
    return ColumnTransformer([("num", SimpleImputer(), num_cols)])
