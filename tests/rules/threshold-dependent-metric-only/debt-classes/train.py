import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

frame = pd.read_csv("data/train.csv")
test = pd.read_csv("data/test.csv")
model = LogisticRegression().fit(frame[["a", "b"]], frame["y"])
found = model.predict(test[["a", "b"]])
print(roc_auc_score(test["y"], found))
