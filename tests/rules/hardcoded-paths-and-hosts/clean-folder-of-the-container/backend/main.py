import pandas as pd

USERS = pd.read_csv("/data/graph_csv/vertices/users.csv")
print(len(USERS))
