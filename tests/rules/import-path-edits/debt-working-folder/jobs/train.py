import sys

sys.path.append("../src")
sys.path.append("..")
from churn.data import load

print(load())
