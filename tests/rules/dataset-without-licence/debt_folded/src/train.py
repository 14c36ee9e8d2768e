from datasets import load_dataset
from sklearn.linear_model import LogisticRegression

a = load_dataset("acme/reviews")
b = load_dataset("acme/notes")
c = load_dataset("bar/mails").to_pandas()
LogisticRegression().fit(c[["length"]], c["read"])
