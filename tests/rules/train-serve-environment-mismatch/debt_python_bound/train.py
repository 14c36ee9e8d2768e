import joblib
from sklearn.linear_model import LogisticRegression

model = LogisticRegression().fit([[0], [1]], [0, 1])
joblib.dump(model, "model.joblib")
