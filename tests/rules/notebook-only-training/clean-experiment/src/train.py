import joblib
from sklearn.svm import SVC

model = SVC(C=2).fit(X, y)
joblib.dump(model, "models/churn.joblib")
