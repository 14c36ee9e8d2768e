import pandas as pd

output_columns = ["age", "tenure", "plan", "calls", "charges"]
pd.read_csv("out.csv")[output_columns].to_html("report.html")
