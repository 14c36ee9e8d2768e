import pandas as pd
from sklearn.linear_model import LogisticRegression
from src.features import SavingRate

frame = SavingRate().transform(pd.read_csv("data/loans.csv"))
LogisticRegression().fit(frame[["Saving_Rate"]], frame["y"])
