import sys

sys.path.append(".")

from churn.data import load

print(load())
