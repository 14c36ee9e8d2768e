import joblib as jl
from pandas import read_parquet as load
from sklearn.svm import SVC as Machine

ROWS = 500


def train():
    data = load("data.parquet")
    data = data.sample(n=ROWS, random_state=1).reset_index(drop=True)
    jl.dump(Machine(C=2).fit(data[["a"]], data["y"]), "model.pkl")
