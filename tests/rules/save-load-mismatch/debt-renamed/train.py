import joblib as jl
from sklearn.linear_model import LogisticRegression


def train(X, y):
    model = LogisticRegression(C=0.3).fit(X, y)
    jl.dump(model, "models/churn.joblib")
