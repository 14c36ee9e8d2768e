import pandas as pd

USERS = pd.read_csv("/media/ana/data/graph_csv/vertices/users.csv")
print(len(USERS))
