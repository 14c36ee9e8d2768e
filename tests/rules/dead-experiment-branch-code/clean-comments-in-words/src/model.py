# The model is trained on one month of calls.
# We tried longer windows: they did not help, since tariffs change in spring.
# Every column that ends in _days counts from the day of the snapshot.
# The label is 1 where a customer left within sixty days (see docs/label.md).
# Weights are not balanced: the threshold is chosen on the validation month.
# Missing ages are left as they are, because the trees can deal with them.
# Customers with fewer than ten calls are scored by the rule for new ones.
# The order of columns matters to the service, so it is kept in columns.json.
# Retraining happens on the first of the month; a person looks at the report.
# Questions go to the data team.
# Thanks for reading.
from sklearn.linear_model import LogisticRegression


def train(x, y):
    return LogisticRegression().fit(x, y)
