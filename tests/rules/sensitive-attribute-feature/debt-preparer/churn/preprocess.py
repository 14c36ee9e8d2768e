from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder


def preprocessor():
    ohe_cols = ["contract", "payment_method"]
    passthrough_cols = ["gender_id", "tenure", "customer_id"]
    return ColumnTransformer([("cat", OneHotEncoder(), ohe_cols), ("rest", "passthrough", passthrough_cols)])
