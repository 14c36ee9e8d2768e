import pandas as pd

print(len(pd.read_csv("/mnt/disks/extra/users.csv")))
