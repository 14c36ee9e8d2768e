import joblib
from sklearn.svm import SVC

X = joblib.load("data/processed/X_train.pkl")
y = joblib.load("data/processed/y_train.pkl")
model = SVC(random_state=0).fit(X, y)
joblib.dump(model, "artifacts/model.pkl")
