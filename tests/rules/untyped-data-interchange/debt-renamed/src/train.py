import joblib
import numpy as np
from sklearn.svm import SVC

from src.features import featurize as made


def main():
    rows = np.load("rows.npy")
    model = SVC(C=2).fit(made(rows), np.load("labels.npy"))
    joblib.dump(model, "model.pkl")


if __name__ == "__main__":
    main()
