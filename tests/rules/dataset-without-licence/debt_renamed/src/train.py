import datasets as hub
from sklearn.linear_model import LogisticRegression

rows = hub.load_dataset("acme/reviews").to_pandas()
LogisticRegression().fit(rows[["length"]], rows["liked"])
