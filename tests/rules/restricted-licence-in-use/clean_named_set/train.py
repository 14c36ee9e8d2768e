import pandas as pd
from sklearn.svm import LinearSVC

rows = pd.read_csv('data/tickets.csv')
model = LinearSVC().fit(rows[['a']], rows['b'])
