import pandas as pd
import lightgbm as lgb
from sklearn.metrics import f1_score, roc_auc_score

frame = pd.read_csv("data/train.csv")
test = pd.read_csv("data/test.csv")
model = lgb.train({"objective": "binary"}, lgb.Dataset(frame[["a", "b"]], frame["y"]))
found = model.predict(test[["a", "b"]])
print(roc_auc_score(test["y"], found))
