import pandas as pd
from network import Network
from sklearn.metrics import roc_auc_score

frame = pd.read_csv("data/train.csv")
test = pd.read_csv("data/test.csv")
model = Network(2).fit(frame[["a", "b"]].to_numpy(), frame["y"].to_numpy())
print(roc_auc_score(test["y"], model.predict(test[["a", "b"]].to_numpy())))
own = Network(2)
print(roc_auc_score(test["y"], own.predict(test[["a", "b"]].to_numpy())))
