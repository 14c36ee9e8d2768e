import joblib
from sklearn.metrics import roc_auc_score
from sklearn.svm import SVC


def main(x, y, scaler):
    model = SVC(probability=True).fit(x, y)
    print(roc_auc_score(y, model.predict_proba(x)[:, 1]))
    joblib.dump({"preprocessor": scaler, "model": model, "threshold": 0.3}, "models/bundle.joblib")


if __name__ == "__main__":
    main(*load())
