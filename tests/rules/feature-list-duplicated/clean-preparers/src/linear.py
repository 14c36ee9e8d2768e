from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer


def preprocessor():
    num_cols = ["age", "tenure", "plan", "calls", "spend"]
    return ColumnTransformer([("num", SimpleImputer(), num_cols)])
