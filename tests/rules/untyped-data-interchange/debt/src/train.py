import joblib
import numpy as np
from sklearn.svm import SVC

from src.features import featurize


def main():
    rows = np.load("rows.npy")
    model = SVC(C=2).fit(featurize(rows), np.load("labels.npy"))
    joblib.dump(model, "model.pkl")


if __name__ == "__main__":
    main()
