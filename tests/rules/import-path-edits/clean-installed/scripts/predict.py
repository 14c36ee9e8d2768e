import sys

from churn.data import load

print(load(), sys.path)
