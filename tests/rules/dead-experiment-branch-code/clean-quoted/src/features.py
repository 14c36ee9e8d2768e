"""Features.

frame = load()
frame = encode(frame)
frame = scale(frame)
frame = select(frame)
frame.to_csv("a.csv")
frame.to_csv("b.csv")
frame.to_csv("c.csv")
frame.to_csv("d.csv")
frame.to_csv("e.csv")
frame.to_csv("f.csv")
"""

import pandas as pd

QUERY = """
select a, b
from t
where a > 1
"""

"""
How the columns are made: the raw table has one row for each order, and every order has a customer.
Customers without orders are left out, since nothing is known of them; those with more than a hundred
are taken for resellers. The amounts are in cents. Dates are in UTC, and days begin at midnight there.
Orders that were sent back count, with their amount below zero, on the day on which they came back.
Whoever changes this has to tell the colleagues of finance, who rely on the same sums for their books,
and has to run the comparison with last month's table before the change is merged.
Nothing of this is checked by a test today. It should be: see the issue that asks for it.
The table is made anew every night.
It takes ten minutes.
Nobody needs it before eight.
"""


def encode(frame):
    return pd.get_dummies(frame)


if __name__ == "__main__":
    encode(pd.read_csv("data/x.csv")).to_csv("data/y.csv")
