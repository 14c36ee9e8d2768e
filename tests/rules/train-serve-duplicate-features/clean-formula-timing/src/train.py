import time

import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_csv("data/loans.csv")
started = time.time()
frame["loan_ratio"] = frame["amount"] / frame["income"]
LogisticRegression().fit(frame[["loan_ratio"]], frame["y"])
record = {"elapsed": time.time() - started, "train_duration": started - frame.loc[0, "opened"]}
end_time = time.time()
record["duration"] = end_time - started
